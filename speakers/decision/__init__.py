"""Decide who speaks: score people for voices, assign them jointly, merge split voices."""
