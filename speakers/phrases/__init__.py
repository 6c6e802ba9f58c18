"""The phrases that show who speaks: one folder for each language."""
