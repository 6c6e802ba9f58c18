"""Recognizers: they transcribe, rescore candidates, and align words with the sound."""
