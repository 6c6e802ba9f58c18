"""The English phrases that show who speaks."""
