"""Relate voices to people: labels of the old text, and voices that are one person."""
