"""How alike two words look and sound, and the names that misspelt words may stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from transcripts.languages.language import Language


@lru_cache(maxsize=262144)
def word_similarity(a: str, b: str, language: Language) -> float:
    """How alike two words look or sound in a language, from 0 to 1; 1 for the same letters."""
    if a == b:
        return 1.0
    look = fuzz.ratio(a, b) / 100
    key_a, key_b = language.sound_key(a), language.sound_key(b)
    if not key_a or not key_b:
        return look
    return 0.5 * look + 0.5 * max(look, fuzz.ratio(key_a, key_b) / 100)


# A name is offered where it is at least this like the words that stand there: "Issaguro" is 0.75
# like "Ishiguro", "Garland" 0.62 like "Holland" (a dozen pairs tried). Lower offers more names for
# the sound to turn down, which costs time; higher misses bold misspellings.
MIN_NAME_SIMILARITY = 0.66


def find_similar_names(
    wordings: Iterable[str], names: Sequence[str], language: Language
) -> tuple[str, ...]:
    """The names (one to three words each) that any of the wordings could stand for, best first."""
    found = []
    for wording in wordings:
        low = language.plain(wording).replace(" ", "")
        for name in names:
            other = language.plain(name).replace(" ", "")
            if (
                low != other
                and len(low) > 2
                and word_similarity(low, other, language) >= MIN_NAME_SIMILARITY
            ):
                found.append((word_similarity(low, other, language), name))
    ranked = sorted(found, key=lambda pair: -pair[0])
    return tuple(dict.fromkeys(name for _, name in ranked))[:3]
