"""The data model of a transcript, and everything that computes with text alone."""
