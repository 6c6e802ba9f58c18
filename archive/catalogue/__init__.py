"""The catalogue of an archive: recordings, transcripts, people, and every edit."""
