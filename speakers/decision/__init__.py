"""Combine all evidence: score people for voices, assign them jointly, merge split voices."""
