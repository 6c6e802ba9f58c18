"""Decide every difference between the reference and the recognized words."""
