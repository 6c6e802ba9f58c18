"""The rules and word lists of English."""
