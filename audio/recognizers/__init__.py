"""Recognizers: they transcribe, rescore wordings, and align words with the sound."""
