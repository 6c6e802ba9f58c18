"""How spoken and written words are compared: normal forms, numbers, other wordings."""
