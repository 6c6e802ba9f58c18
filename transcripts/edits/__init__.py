"""Editors' decisions as values, and transcripts with these edits applied."""
