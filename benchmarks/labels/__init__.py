"""Measure names and roles that are inferred from text alone, on interviews with known speakers."""
