"""Hold the rules and word lists of German."""
