"""Represent editors' decisions as values, and apply them to transcripts."""
