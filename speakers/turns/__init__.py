"""Find the speakers of a text without a recording, with a hidden Markov model."""
