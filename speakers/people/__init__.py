"""Find the people who may speak, and match misspelled names to them."""
