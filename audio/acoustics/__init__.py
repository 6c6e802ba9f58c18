"""PocketSphinx, a second listener for English, without any language model."""
