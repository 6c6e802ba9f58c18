"""Text as sentences of tokens, and the names that stand in them."""
