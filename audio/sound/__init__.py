"""Read recordings: inspect and decode a file, and cut and join its samples."""
