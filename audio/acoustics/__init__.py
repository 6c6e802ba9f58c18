"""Score audio with PocketSphinx, an English acoustic model, as a second opinion."""
