"""WHAT: the vocabulary, and everything that is pure text and arithmetic."""
