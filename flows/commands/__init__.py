"""Define the commands; each module has the arguments and the output of one command."""
