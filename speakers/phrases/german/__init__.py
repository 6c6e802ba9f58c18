"""Hold the German phrases."""
