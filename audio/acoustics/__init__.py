"""PocketSphinx: an acoustic model for English without a language model, as a second opinion."""
