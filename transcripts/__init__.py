"""Define the data model of a transcript, and compute everything that needs no audio."""
