"""Where sentences end, by the marks of words as written."""

from __future__ import annotations

_CLOSING = "\"'”’)]"


def ends_sentence(word: str) -> bool:
    """Whether a word as written ends a sentence; quotes and brackets may close behind the mark."""
    return last_mark(word) in set(".!?…")


def last_mark(word: str) -> str:
    """Give the last character of a word that closes no quote and no bracket; "" where none is."""
    return word.rstrip(_CLOSING)[-1:]
