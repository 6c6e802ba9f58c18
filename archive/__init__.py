"""WHERE: the archive's files, written atomically."""
