"""Commas for texts whose own were stripped, or that never had any.

Three witnesses say whether one belongs behind a word: the recogniser wrote it; the sound, asked
with the published words before it, makes it likely; English wants it, between main clauses and
around an address.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from transcripts.corrections.calibration import COMMA_BY_TEXT, COMMA_WEIGHTS, probability
from transcripts.text.normalize import plain
from transcripts.transcript import Word

COMMA = 0.35
"""A comma is set from this probability on. F1 is greatest at half of what it reaches (Lipton et
al., arXiv 1402.1892), 0.84 on eight recordings, each judged by weights of the other seven: there
0.3 to 0.45 make no difference. Less sets more that nobody would write."""

# Log odds: what is surer than one in a thousand says nothing more.
_SUREST = 7.0

# Words of a clause before "and he": shorter ones are often no clause ("you and I").
_CLAUSE = 5

_JOINS = frozenset({"and", "but", "so"})
_SUBJECTS = frozenset(["i", "you", "he", "she", "it", "we", "they", "there"])
# Those whom one speaks to are named after such a word ("thank you, Ingrid", "yes, Marcus").
_ADDRESSED = frozenset(
    ["you", "yes", "no", "hello", "hi", "welcome", "thanks", "morning", "afternoon", "evening"]
)


def comma_chance(*, sound: float | None, written: bool, wanted: bool) -> float:
    """Give the probability (0 to 1) that a comma belongs in a place.

    `sound` is how likely it is heard there, None where the sound was not asked; `written` says that
    the recogniser wrote it, `wanted` that the words around it want one.
    """
    found = comma_evidence(sound=sound, written=written, wanted=wanted)
    return probability(found, COMMA_BY_TEXT if sound is None else COMMA_WEIGHTS)


def comma_evidence(*, sound: float | None, written: bool, wanted: bool) -> dict[str, float]:
    """Give what speaks for a comma in a place, by name; see `comma_chance`."""
    found = {"always": 1.0, "written": float(written), "wanted": float(wanted)}
    return found if sound is None else {**found, "sound": _odds(sound)}


def punctuated(words: Sequence[Word], heard: Sequence[float]) -> tuple[Word, ...]:
    """Set the commas of words that the recogniser alone has, by what is `heard` behind each."""
    return tuple(
        replace(word, text=f"{word.text},") if _wants(words, at, chance) else word
        for at, (word, chance) in enumerate(zip(words, heard, strict=True))
    )


def _wants(words: Sequence[Word], at: int, heard: float) -> bool:
    text = words[at].text
    unspaced = len(text) == 1 and not text.isascii()  # a character of Chinese, Japanese, Thai
    if at + 1 == len(words) or not text[-1:].isalnum() or unspaced:
        return False
    texts = [word.text for word in words[max(0, at - _CLAUSE) : at + 3]]
    wanted = missing_comma(texts, min(at, _CLAUSE), frozenset())
    return comma_chance(sound=heard, written=False, wanted=wanted) >= COMMA


def _odds(chance: float) -> float:
    """Give the log odds of a probability, within reason."""
    kept = min(max(chance, 1e-9), 1 - 1e-9)
    return max(-_SUREST, min(_SUREST, math.log(kept / (1 - kept))))


def missing_comma(words: Sequence[str], at: int, names: frozenset[str]) -> bool:
    """Tell whether a comma is wanted behind word `at` of texts that have none there.

    `words` are as published so far, with marks; from `at` on they are bare. `names` are plain.
    """
    if at + 1 >= len(words):
        return False
    return _between_clauses(words, at) or _around_address(words, at, names)


def _between_clauses(words: Sequence[str], at: int) -> bool:
    if plain(words[at + 1]) not in _JOINS or at + 2 >= len(words):
        return False
    subject = plain(words[at + 2]).split("'")[0]
    return subject in _SUBJECTS and _since_mark(words, at) >= _CLAUSE


def _since_mark(words: Sequence[str], at: int) -> int:
    """Count the words from the last mark up to and with word `at`."""
    count = 1
    while count <= at and words[at - count][-1:].isalnum():
        count += 1
    return count


def _around_address(words: Sequence[str], at: int, names: frozenset[str]) -> bool:
    """Before a name behind "you" or "yes", and behind such a name."""
    if _is_name(words[at + 1], names):
        return plain(words[at]) in _ADDRESSED and not _is_name(words[at], names)
    first = at
    while first >= 0 and _is_name(words[first], names) and words[first][-1:].isalnum():
        first -= 1
    return 0 <= first < at and words[first][-1:] == "," and plain(words[first]) in _ADDRESSED


def _is_name(word: str, names: frozenset[str]) -> bool:
    return word[:1].isupper() and plain(word) in names
