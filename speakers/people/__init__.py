"""The people who may have spoken, and how their names are written and misspelt."""
