"""Evidence in words for who speaks: name cues, naming rules, descriptions, role cues."""
