"""Decide commas for texts that were stripped of them or never had any.

There are three kinds of evidence that a comma follows a word: the recognizer wrote it; the sound
makes it likely, given the published words before it; and the rules of the language ask for one,
between clauses and around a form of address.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from transcripts.corrections.calibration import COMMA_BY_TEXT, COMMA_WEIGHTS, probability
from transcripts.languages.language import Language
from transcripts.transcript import Word

COMMA = 0.35
"""Least probability at which a comma is set. F1 is greatest at half of what it reaches (Lipton et
al., arXiv 1402.1892), 0.84 on eight recordings, each judged by weights of the other seven: there
0.3 to 0.45 make no difference. A lower threshold sets commas that nobody would write."""

# Limit of the log odds: a probability beyond 0.999 adds no evidence.
_MAX_LOG_ODDS = 7.0

# Least number of words between the last mark and a comma before a subordinate clause.
_SHORTEST_CLAUSE = 2


def comma_chance(*, sound: float | None, written: bool, wanted: bool) -> float:
    """Compute the probability (0 to 1) of a comma at a place.

    `sound` is the probability of a comma given the audio, None if unknown. `written` is whether the
    recognizer wrote a comma, `wanted` whether the rules of the language require one.
    """
    features = comma_evidence(sound=sound, written=written, wanted=wanted)
    return probability(features, COMMA_BY_TEXT if sound is None else COMMA_WEIGHTS)


def comma_evidence(*, sound: float | None, written: bool, wanted: bool) -> dict[str, float]:
    """Return the features of a comma at a place, by name; see `comma_chance`."""
    features = {"always": 1.0, "written": float(written), "wanted": float(wanted)}
    return features if sound is None else {**features, "sound": _odds(sound)}


def punctuated(
    words: Sequence[Word], heard: Sequence[float], language: Language
) -> tuple[Word, ...]:
    """Add commas to recognized words without a reference.

    `heard` is the probability of a comma after each word, given the sound.
    """
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
    """Compute the log odds of a probability, limited to a sensible range."""
    clipped = min(max(chance, 1e-9), 1 - 1e-9)
    return max(-_MAX_LOG_ODDS, min(_MAX_LOG_ODDS, math.log(clipped / (1 - clipped))))


def missing_comma(words: Sequence[str], at: int, names: frozenset[str], language: Language) -> bool:
    """Whether the rules of the language ask for a comma after word `at`.

    `words` before `at` have their punctuation, the others have none. `names` are folded.
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
    """Whether a subordinate clause ("dass") follows.

    Directly after a conjunction ("und weil"), it does not count.
    """
    opens = language.plain(words[at + 1]) in language.commas.subordinators
    return opens and _since_mark(words, at) >= _SHORTEST_CLAUSE


def _since_mark(words: Sequence[str], at: int) -> int:
    """Count the words after the last mark, up to and including word `at`."""
    count = 1
    while count <= at and words[at - count][-1:].isalnum():
        count += 1
    return count


def _around_address(
    words: Sequence[str], at: int, names: frozenset[str], language: Language
) -> bool:
    """Whether a name that is addressed, after "you" or "yes", begins or ends here."""
    greetings = language.commas.greetings
    if _is_name(words[at + 1], names, language):
        greets = language.plain(words[at]) in greetings
        return greets and not _is_name(words[at], names, language)
    first = at
    while first >= 0 and _is_name(words[first], names, language) and words[first][-1:].isalnum():
        first -= 1
    is_separated = 0 <= first < at and words[first][-1:] == ","
    return is_separated and language.plain(words[first]) in greetings


def _is_name(word: str, names: frozenset[str], language: Language) -> bool:
    return word[:1].isupper() and language.plain(word) in names
