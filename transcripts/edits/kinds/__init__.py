"""Define the kinds of edits: one class each, listed in `table`."""
