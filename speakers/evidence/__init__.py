"""What words say of who speaks: cues, turns of phrase, descriptions, manner."""
