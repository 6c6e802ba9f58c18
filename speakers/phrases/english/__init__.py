"""Hold the English phrases."""
