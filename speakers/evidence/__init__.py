"""Find evidence for who speaks in the words: name cues, descriptions of people, role cues."""
