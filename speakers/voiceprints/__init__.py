"""Match voices to the archive's voiceprints, and choose turns to enrol."""
