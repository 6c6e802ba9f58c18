"""Search: an index of every passage that is spoken, and questions to it."""
