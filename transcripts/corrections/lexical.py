"""What a dictionary and counts of words say of two spellings."""

from __future__ import annotations

from collections.abc import Set

from transcripts.languages.language import Language
from transcripts.realignment.candidates import CandidateSet
from transcripts.text.similarity import word_similarity

# Two spellings that look or sound this much alike (likeness; "Shimansky" and "Szymanski" are 0.7)
# are of one name, and cast and context may vouch for one of them alone.
ALIKE = 0.7
# Log odds of word counts beyond this tell nothing more.
_MOST_COMMON = 10.0


def differing(one: str, other: str) -> tuple[str, str]:
    """Give of each of two wordings the words that the other has not."""
    a, b = one.split(), other.split()
    return " ".join(w for w in a if w not in b), " ".join(w for w in b if w not in a)


def sounds_alike(question: CandidateSet, at: int, language: Language) -> bool:
    """Tell whether the words that wording `at` changes sound the same as before."""
    was, becomes = _changed(question, at, language)
    return bool(was) and language.sound_key(was) == language.sound_key(becomes)


def lexical(
    question: CandidateSet, at: int, lexicon: Set[str], names: Set[str], language: Language
) -> dict[str, float]:
    """Say which of two spellings a dictionary has, and how much commoner one is than the other.

    `lexicon` are words of the question that a dictionary has, `names` those that cast and context
    have. How common words are counts only between wordings that sound the same.
    """
    was, becomes = _changed(question, at, language)
    if not lexicon or not was or not becomes:
        return {}
    known = lexicon | names
    strange, strange_too = (
        any(word.removesuffix(language.possessive) not in known for word in words.split())
        for words in (was, becomes)
    )
    spelling = word_similarity(was, becomes, language) >= ALIKE
    named = question.kind == "name" and question.candidates[at][:1].isupper()
    return {
        "old is no word": float(spelling and strange and not strange_too),
        "new is no word": float(strange_too and not strange),
        "common": _log_odds(question, at, language)
        if not named and sounds_alike(question, at, language)
        else 0.0,
    }


def _log_odds(question: CandidateSet, at: int, language: Language) -> float:
    old, new = (language.plain(question.candidates[i]).split() for i in (0, at))
    before, after = (language.plain(text).split() for text in (question.before, question.after))
    odds = language.log_odds("".join(before[-1:]), old, new, "".join(after[:1]))
    return max(-_MOST_COMMON, min(_MOST_COMMON, odds))


def _changed(question: CandidateSet, at: int, language: Language) -> tuple[str, str]:
    return differing(*(language.plain(question.candidates[i]) for i in (0, at)))
