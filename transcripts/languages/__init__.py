"""Everything that depends on the spoken language: one value and one folder for each language."""
