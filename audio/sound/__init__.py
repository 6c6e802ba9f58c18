"""Recordings: what a file is, its samples, cutting and joining them."""
