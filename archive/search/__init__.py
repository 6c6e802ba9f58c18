"""Full-text search over the passages of all transcripts."""
