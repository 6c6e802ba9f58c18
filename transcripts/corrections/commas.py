"""Commas for texts whose own were stripped, or that never had any.

Three witnesses say whether one belongs behind a word: the recogniser wrote it; the sound, asked
with the published words before it, makes it likely; the language wants it, between clauses and
around an address.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from transcripts.corrections.calibration import COMMA_BY_TEXT, COMMA_WEIGHTS, probability
from transcripts.languages.language import Language
from transcripts.transcript import Word

COMMA = 0.35
"""A comma is set from this probability on. F1 is greatest at half of what it reaches (Lipton et
al., arXiv 1402.1892), 0.84 on eight recordings, each judged by weights of the other seven: there
0.3 to 0.45 make no difference. Less sets more that nobody would write."""

# Log odds: what is surer than one in a thousand says nothing more.
_SUREST = 7.0

# Words since the last mark from which on a subordinate clause is parted from what is before it.
_SHORTEST_CLAUSE = 2


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


def punctuated(
    words: Sequence[Word], heard: Sequence[float], language: Language
) -> tuple[Word, ...]:
    """Set the commas of words that the recogniser alone has, by what is `heard` behind each."""
    return tuple(
        replace(word, text=f"{word.text},") if _wants(words, at, chance, language) else word
        for at, (word, chance) in enumerate(zip(words, heard, strict=True))
    )


def _wants(words: Sequence[Word], at: int, heard: float, language: Language) -> bool:
    text = words[at].text
    unspaced = len(text) == 1 and not text.isascii()  # a character of Chinese, Japanese, Thai
    if at + 1 == len(words) or not text[-1:].isalnum() or unspaced:
        return False
    near = language.commas.clause
    texts = [word.text for word in words[max(0, at - near) : at + 3]]
    wanted = missing_comma(texts, min(at, near), frozenset(), language)
    return comma_chance(sound=heard, written=False, wanted=wanted) >= COMMA


def _odds(chance: float) -> float:
    """Give the log odds of a probability, within reason."""
    kept = min(max(chance, 1e-9), 1 - 1e-9)
    return max(-_SUREST, min(_SUREST, math.log(kept / (1 - kept))))


def missing_comma(words: Sequence[str], at: int, names: frozenset[str], language: Language) -> bool:
    """Whether a comma is wanted behind word `at` of texts that have none there.

    `words` are as published so far, with marks; from `at` on they are bare. `names` are plain.
    """
    if at + 1 >= len(words):
        return False
    return (
        _between_clauses(words, at, language)
        or _before_subordinate(words, at, language)
        or _around_address(words, at, names, language)
    )


def _between_clauses(words: Sequence[str], at: int, language: Language) -> bool:
    rules = language.commas
    if language.plain(words[at + 1]) not in rules.joins or at + 2 >= len(words):
        return False
    subject = language.plain(words[at + 2]).split("'")[0]
    return subject in rules.subjects and _since_mark(words, at) >= rules.clause


def _before_subordinate(words: Sequence[str], at: int, language: Language) -> bool:
    """Before "dass" and the like, unless the clause has only just begun ("und weil")."""
    opens = language.plain(words[at + 1]) in language.commas.subordinators
    return opens and _since_mark(words, at) >= _SHORTEST_CLAUSE


def _since_mark(words: Sequence[str], at: int) -> int:
    """Count the words from the last mark up to and with word `at`."""
    count = 1
    while count <= at and words[at - count][-1:].isalnum():
        count += 1
    return count


def _around_address(
    words: Sequence[str], at: int, names: frozenset[str], language: Language
) -> bool:
    """Before a name behind "you" or "yes", and behind such a name."""
    greetings = language.commas.greetings
    if _is_name(words[at + 1], names, language):
        greets = language.plain(words[at]) in greetings
        return greets and not _is_name(words[at], names, language)
    first = at
    while first >= 0 and _is_name(words[first], names, language) and words[first][-1:].isalnum():
        first -= 1
    parted = 0 <= first < at and words[first][-1:] == ","
    return parted and language.plain(words[first]) in greetings


def _is_name(word: str, names: frozenset[str], language: Language) -> bool:
    return word[:1].isupper() and language.plain(word) in names
