"""Combining all evidence: scores, the joint assignment of people to voices, split voices."""
