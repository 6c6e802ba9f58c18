"""The web editor, in which people correct transcripts. It never loads a model."""
