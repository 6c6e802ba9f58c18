"""Give every word to the voice that speaks it."""
