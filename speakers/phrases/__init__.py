"""Phrases that are evidence for who speaks: one folder for each language."""
