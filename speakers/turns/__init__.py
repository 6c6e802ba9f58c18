"""A text without a recording: who speaks each of its turns."""
