"""The default recognizer, complete: openai-whisper's weights in passes of our own."""
