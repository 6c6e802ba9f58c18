"""Use faster-whisper: CTranslate2 recognizes words, Whisper rescores and aligns them."""
