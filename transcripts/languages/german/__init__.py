"""The rules and word lists of German."""
