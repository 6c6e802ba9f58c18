"""Define recognizers, which transcribe, rescore candidates, and align words with the audio."""
