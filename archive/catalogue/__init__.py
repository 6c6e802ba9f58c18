"""What an archive knows: recordings, transcripts, people, and every decision of its editors."""
