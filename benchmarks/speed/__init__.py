"""Compare tapelog's speed with other programs: the same audio, model and machine, in turn."""
