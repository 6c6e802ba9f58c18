"""Decide every difference between the old text and the sound."""
