"""The default recognizer: openai-whisper's weights with decoding of our own."""
