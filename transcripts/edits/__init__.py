"""What editors decide, as values, and a transcript with their decisions in it."""
