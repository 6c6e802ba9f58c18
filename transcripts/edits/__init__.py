"""Represent editors' changes as values, and apply them to transcripts."""
