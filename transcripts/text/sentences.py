"""Sentence ends, by the punctuation of words as written."""

from __future__ import annotations

_CLOSING = "\"'”’)]"


def ends_sentence(word: str) -> bool:
    """Check whether a word as written ends a sentence; quotes and brackets may follow the mark."""
    return last_mark(word) in set(".!?…")


def last_mark(word: str) -> str:
    """Return the last character of a word, ignoring closing quotes and brackets.

    "" if none is left.
    """
    return word.rstrip(_CLOSING)[-1:]
