"""The default recognizer: openai-whisper's weights with our own decoding."""
