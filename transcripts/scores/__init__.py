"""Measure the errors of a transcript against the truth."""
