"""Compare words by spelling and sound, and find the names that a misspelled word may be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from transcripts.languages.language import Language


@lru_cache(maxsize=262144)
def word_similarity(first_word: str, second_word: str, language: Language) -> float:
    """Compute how similar two words look and sound, from 0 to 1 (same letters)."""
    if first_word == second_word:
        return 1.0
    spelling = fuzz.ratio(first_word, second_word) / 100
    key_a, key_b = language.sound_key(first_word), language.sound_key(second_word)
    if not key_a or not key_b:
        return spelling
    return 0.5 * spelling + 0.5 * max(spelling, fuzz.ratio(key_a, key_b) / 100)


# Least similarity of a name to the written words: "Issaguro" and "Ishiguro" have 0.75, "Garland"
# and "Holland" 0.62 (a dozen pairs tried). With a lower value, the recognizer must reject more
# names, which costs time; with a higher one, bad misspellings are missed.
MIN_NAME_SIMILARITY = 0.66


def find_similar_names(
    wordings: Iterable[str], names: Sequence[str], language: Language
) -> tuple[str, ...]:
    """List up to three names that the wordings may misspell, most similar first."""
    matches = []
    for wording in wordings:
        low = language.plain(wording).replace(" ", "")
        for name in names:
            other = language.plain(name).replace(" ", "")
            if (
                low != other
                and len(low) > 2
                and word_similarity(low, other, language) >= MIN_NAME_SIMILARITY
            ):
                matches.append((word_similarity(low, other, language), name))
    ranked = sorted(matches, key=lambda pair: -pair[0])
    return tuple(dict.fromkeys(name for _, name in ranked))[:3]
