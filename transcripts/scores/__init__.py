"""Measure a transcript against the truth."""
