"""Find sentence ends by the punctuation of words as written."""

from __future__ import annotations

_CLOSING = "\"'”’)]"


def ends_sentence(word: str) -> bool:
    """Check whether a word ends a sentence; quotes and brackets may follow the mark."""
    return last_mark(word) in set(".!?…")


def last_mark(word: str) -> str:
    """Return the last character of a word, not counting closing quotes and brackets.

    The result is "" if none is left.
    """
    return word.rstrip(_CLOSING)[-1:]
