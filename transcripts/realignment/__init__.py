"""Align the reference with the recognized words, and list what only the audio can decide."""
