"""Compare spoken and written words: normalization, similarity, punctuation."""
