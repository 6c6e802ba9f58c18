"""Names and sides from text alone, measured on interviews whose speakers are known."""
