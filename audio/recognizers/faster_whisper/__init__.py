"""faster-whisper as a recognizer: CTranslate2 recognizes, Whisper rescores and aligns."""
