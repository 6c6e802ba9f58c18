"""Read transcripts that people or other programs wrote, in many file formats."""
