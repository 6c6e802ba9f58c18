"""Sentences, tokens and mentions of names in text."""
