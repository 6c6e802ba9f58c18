"""Decide commas for texts whose commas were removed or never written.

There are three kinds of evidence that a comma follows a word: the recognizer wrote a comma; the
audio makes a comma likely, given the published words before it; or the rules of the language
require a comma, between clauses and around an address ("yes, Ingrid").
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from transcripts.corrections.calibration import COMMA_BY_TEXT, COMMA_WEIGHTS, correction_probability
from transcripts.languages.language import Language
from transcripts.transcript import Word

COMMA = 0.35
"""Least probability at which a comma is set. F1 is greatest if the threshold is half of the best F1
(Lipton et al., arXiv 1402.1892), here 0.84 on eight recordings, each evaluated with weights of the
other seven; thresholds of 0.3 to 0.45 make no difference. A lower threshold sets commas that nobody
would write.
"""

# Largest absolute log-odds: a probability beyond 0.999 adds no evidence.
_MAX_LOG_ODDS = 7.0

# Least number of words between the last mark and a comma before a subordinate clause.
_SHORTEST_CLAUSE = 2


def comma_probability(
    *, sound_probability: float | None, is_recognized: bool, is_required_by_rules: bool
) -> float:
    """Compute the probability of a comma after a word.

    `sound_probability` is the probability of a comma given the audio, None if unknown.
    `is_recognized` is true if the recognizer wrote a comma, `is_required_by_rules` if the rules of
    the language require a comma.
    """
    features = comma_evidence(
        sound_probability=sound_probability,
        is_recognized=is_recognized,
        is_required_by_rules=is_required_by_rules,
    )
    return correction_probability(
        features, COMMA_BY_TEXT if sound_probability is None else COMMA_WEIGHTS
    )


def comma_evidence(
    *, sound_probability: float | None, is_recognized: bool, is_required_by_rules: bool
) -> dict[str, float]:
    """Return the features of a comma by name; the parameters are those of `comma_probability`."""
    features = {
        "always": 1.0,
        "written": float(is_recognized),
        "wanted": float(is_required_by_rules),
    }
    return (
        features
        if sound_probability is None
        else {**features, "sound": _clip_log_odds(sound_probability)}
    )


def add_commas(
    words: Sequence[Word], sound_probabilities: Sequence[float], language: Language
) -> tuple[Word, ...]:
    """Add commas to recognized words if there is no reference.

    `sound_probabilities` has the probability of a comma after each word, given the audio.
    """
    return tuple(
        replace(word, text=f"{word.text},") if _needs_comma(words, at, chance, language) else word
        for at, (word, chance) in enumerate(zip(words, sound_probabilities, strict=True))
    )


def _needs_comma(
    words: Sequence[Word], index: int, sound_probability: float, language: Language
) -> bool:
    text = words[index].text
    unspaced = len(text) == 1 and not text.isascii()  # Chinese, Japanese, Thai
    if index + 1 == len(words) or not text[-1:].isalnum() or unspaced:
        return False
    near = language.commas.min_clause_words
    texts = [word.text for word in words[max(0, index - near) : index + 3]]
    wanted = is_comma_missing(texts, min(index, near), frozenset(), language)
    return (
        comma_probability(
            sound_probability=sound_probability, is_recognized=False, is_required_by_rules=wanted
        )
        >= COMMA
    )


def _clip_log_odds(probability: float) -> float:
    """Compute the log-odds of a probability, clipped at `_MAX_LOG_ODDS`."""
    clipped = min(max(probability, 1e-9), 1 - 1e-9)
    return max(-_MAX_LOG_ODDS, min(_MAX_LOG_ODDS, math.log(clipped / (1 - clipped))))


def is_comma_missing(
    words: Sequence[str], index: int, names: frozenset[str], language: Language
) -> bool:
    """Check whether the rules of the language require a comma after word `index`.

    `words` have their punctuation before `index`, and none from `index` on. `names` are folded (see
    transcripts.folding).
    """
    if index + 1 >= len(words):
        return False
    return (
        _is_between_clauses(words, index, language)
        or _is_before_subordinate(words, index, language)
        or _is_beside_address(words, index, names, language)
    )


def _is_between_clauses(words: Sequence[str], index: int, language: Language) -> bool:
    rules = language.commas
    if language.plain(words[index + 1]) not in rules.conjunctions or index + 2 >= len(words):
        return False
    subject = language.plain(words[index + 2]).split("'")[0]
    return (
        subject in rules.subjects
        and _count_words_since_mark(words, index) >= rules.min_clause_words
    )


def _is_before_subordinate(words: Sequence[str], index: int, language: Language) -> bool:
    """Check whether a subordinate clause ("dass") follows.

    A clause directly after a conjunction ("und weil") does not count.
    """
    opens = language.plain(words[index + 1]) in language.commas.subordinators
    return opens and _count_words_since_mark(words, index) >= _SHORTEST_CLAUSE


def _count_words_since_mark(words: Sequence[str], index: int) -> int:
    """Count the words after the last mark, up to and including word `index`."""
    count = 1
    while count <= index and words[index - count][-1:].isalnum():
        count += 1
    return count


def _is_beside_address(
    words: Sequence[str], index: int, names: frozenset[str], language: Language
) -> bool:
    """Check whether a comma belongs here because a person is addressed ("yes, Ingrid")."""
    greetings = language.commas.greetings
    if _is_name(words[index + 1], names, language):
        greets = language.plain(words[index]) in greetings
        return greets and not _is_name(words[index], names, language)
    first = index
    while first >= 0 and _is_name(words[first], names, language) and words[first][-1:].isalnum():
        first -= 1
    is_separated = 0 <= first < index and words[first][-1:] == ","
    return is_separated and language.plain(words[first]) in greetings


def _is_name(word: str, names: frozenset[str], language: Language) -> bool:
    return word[:1].isupper() and language.plain(word) in names
