"""The data model of a transcript, and everything that can be computed from text alone."""
