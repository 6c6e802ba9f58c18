"""Comparing spoken and written words: normalization, similarity, punctuation."""
