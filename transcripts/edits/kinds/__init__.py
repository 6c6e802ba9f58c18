"""The edit kinds: one class each, listed in `table`."""
