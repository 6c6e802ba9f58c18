"""Split text into sentences and tokens, and find the names in it."""
