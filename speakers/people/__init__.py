"""Candidate people, and matching of misspelled names."""
