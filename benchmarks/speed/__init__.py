"""Compare tapelog's speed with that of other programs, on the same audio, model and machine."""
