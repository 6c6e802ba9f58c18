"""Known voices of the archive: matching a voice to them, and choosing turns to enrol."""
