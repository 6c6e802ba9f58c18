"""Recognizers: who hears the words, rates wordings and aligns words with the sound."""
