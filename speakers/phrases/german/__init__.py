"""The German phrases that show who speaks."""
