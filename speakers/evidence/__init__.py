"""What words say of who speaks: clues, turns of phrase, descriptions, manner."""
