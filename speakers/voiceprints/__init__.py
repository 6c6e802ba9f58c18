"""Match voices to the known voices of the archive, and choose turns to enrol."""
