"""Hear words with Whisper: recognize, weigh wordings, find exact times."""
