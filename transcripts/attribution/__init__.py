"""Attribute each word to the voice that speaks it, and form turns."""
