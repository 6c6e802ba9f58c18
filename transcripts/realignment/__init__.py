"""Align the reference with the recognized words and list what only the sound can decide."""
