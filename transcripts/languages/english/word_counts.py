"""Count how often English words occur, from the data of symspellpy.

The counts distinguish a misspelled name from a rare name ("Husbend" occurs in no text, "Husband" in
many).
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

_WORDS = "frequency_dictionary_en_82_765.txt"


def word_count(word: str) -> int:
    """Return how often a plain word occurs in a million million words; 0 if it is not listed."""
    return _load_counts().get(word, 0)


@lru_cache(1)
def _load_counts() -> dict[str, int]:
    lines = (files("symspellpy") / _WORDS).read_text("utf-8-sig").splitlines()
    return {word: int(count) for word, count in map(str.split, lines)}
