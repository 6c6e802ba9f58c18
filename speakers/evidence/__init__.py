"""Find evidence in the words for who speaks: name cues, descriptions of people, role cues."""
