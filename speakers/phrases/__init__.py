"""The phrases that say who speaks: one folder for each language, called as its row of languages."""
