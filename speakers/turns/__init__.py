"""Speakers for the turns of a text without a recording: a hidden Markov model."""
