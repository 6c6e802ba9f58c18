"""Find full names that the old text misspells, and the known people whom they mean."""
