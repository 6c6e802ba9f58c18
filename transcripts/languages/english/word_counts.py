"""Count how often English words and word pairs occur, from the data of symspellpy.

The counts decide between wordings that sound the same ("sensor the news", "censor the news"), and
distinguish a misspelled name from a rare one ("Husbend" occurs in no text, "Husband" in many).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

_WORDS, _PAIRS = (
    "frequency_dictionary_en_82_765.txt",
    "frequency_bigramdictionary_en_243_342.txt",
)
# The count that unknown words get, and the factor for an unknown pair: its probability is that of
# its second word times this factor (stupid backoff, Brants et al. 2007, with a smaller factor).
_RARE, _BACKOFF = 10_000, 0.1
_TOTAL = 1_000_000_000_000


def word_count(word: str) -> int:
    """Return how often a plain word occurs in a million million words; 0 if it is not listed."""
    return _load_counts()[0].get(word, 0)


def log_odds(
    word_before: str, old_words: Sequence[str], new_words: Sequence[str], word_after: str
) -> float:
    """Compute the natural log odds of `new_words` over `old_words` between two neighbors.

    Words are plain (see transcripts.folding); "" is a missing neighbor.
    """
    return _log_probability(word_before, new_words, word_after) - _log_probability(
        word_before, old_words, word_after
    )


def _log_probability(word_before: str, words: Sequence[str], word_after: str) -> float:
    row = [word for word in (word_before, *words, word_after) if word]
    return sum(_pair_log_probability(one, other) for one, other in pairwise(row))


def _pair_log_probability(first: str, second: str) -> float:
    words, pairs = _load_counts()
    both = pairs.get((first, second))
    if both is not None:
        return math.log(both / max(both, words.get(first, _RARE)))
    return math.log(_BACKOFF * words.get(second, _RARE) / _TOTAL)


@lru_cache(1)
def _load_counts() -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    folder = files("symspellpy")
    words, pairs = (
        [line.split() for line in (folder / name).read_text("utf-8-sig").splitlines()]
        for name in (_WORDS, _PAIRS)
    )
    return (
        {word: int(count) for word, count in words},
        {(one, other): int(count) for one, other, count in pairs},
    )
