"""Edits of editors as values, and transcripts with edits applied."""
