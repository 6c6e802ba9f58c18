"""Reading the transcripts of other people and programs, in many forms."""
