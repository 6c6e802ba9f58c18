"""Lexical evidence for a spelling: a pronunciation dictionary and word counts."""

from __future__ import annotations

import re
from collections.abc import Set

from transcripts.languages.language import Language
from transcripts.realignment.candidates import CandidateSet
from transcripts.text.similarity import word_similarity

# Two spellings with at least this similarity ("Shimansky" and "Szymanski" have 0.7) belong to one
# name, of which cast and context may have only one.
ALIKE = 0.7
# A name with at least this count is well known ("Yankee" has 4.5 million). Three recognizers write
# 61 names of nine real recordings (Penn Sound) otherwise than people did. In none of the 61 is the
# person's spelling in no text, the recognizer's well known, and both alike. The pronunciation
# dictionary cannot tell, because it has most surnames: three names that people spelled rightly are
# missing ("McLaughlan"), and the recognizer's spelling is there ("McLaughlin").
_WELL_KNOWN = 3_000_000
# Limit of the log odds of word counts.
_MOST_COMMON = 10.0


def differing_words(one: str, other: str) -> tuple[str, str]:
    """Return the words that only the first text has, and those that only the second has."""
    a, b = one.split(), other.split()
    return " ".join(w for w in a if w not in b), " ".join(w for w in b if w not in a)


def is_respelled_as_known(was: str, becomes: str, language: Language) -> bool:
    """Check whether each word is in no text, and the one that replaces it in very many.

    Who misspells a name by ear keeps its syllables: "Inness" is not "Inns".
    """
    old, new = (
        [word.removesuffix(language.possessive) for word in words.split()]
        for words in (was, becomes)
    )
    return len(old) == len(new) > 0 and all(
        language.word_count(before) == 0
        and language.word_count(after) >= _WELL_KNOWN
        and _syllable_count(before) == _syllable_count(after)
        for before, after in zip(old, new, strict=True)
    )


def _syllable_count(word: str) -> int:
    """Count the vowel groups of a word, without a silent "e" at its end."""
    return len(re.findall("[aeiouy]+", word.removesuffix("e")))


def sounds_alike(candidate_set: CandidateSet, index: int, language: Language) -> bool:
    """Check whether the new words of candidate `index` sound like the words that they replace."""
    was, becomes = _changed_words(candidate_set, index, language)
    return bool(was) and language.sound_key(was) == language.sound_key(becomes)


def lexical_features(
    candidate_set: CandidateSet, index: int, lexicon: Set[str], names: Set[str], language: Language
) -> dict[str, float]:
    """Return which of two spellings is in a dictionary, and the log odds of their word counts.

    `lexicon` has the candidates' words that are in the pronunciation dictionary, `names` the words
    of names in cast and context. Word counts are compared only if the two wordings sound the same.
    """
    was, becomes = _changed_words(candidate_set, index, language)
    if not lexicon or not was or not becomes:
        return {}
    named = candidate_set.kind == "name" and candidate_set.candidates[index][:1].isupper()
    known = lexicon | names
    strange, strange_too = (
        any(word.removesuffix(language.possessive) not in known for word in words.split())
        for words in (was, becomes)
    )
    spelling = word_similarity(was, becomes, language) >= ALIKE
    mended = is_respelled_as_known(was, becomes, language) if named else strange and not strange_too
    return {
        "old is no word": float(spelling and mended),
        "new is no word": float(strange_too and not strange),
        "common": _log_odds(candidate_set, index, language)
        if not named and sounds_alike(candidate_set, index, language)
        else 0.0,
    }


def _log_odds(candidate_set: CandidateSet, index: int, language: Language) -> float:
    old, new = (language.plain(candidate_set.candidates[i]).split() for i in (0, index))
    before, after = (
        language.plain(text).split() for text in (candidate_set.before, candidate_set.after)
    )
    odds = language.log_odds("".join(before[-1:]), old, new, "".join(after[:1]))
    return max(-_MOST_COMMON, min(_MOST_COMMON, odds))


def _changed_words(candidate_set: CandidateSet, index: int, language: Language) -> tuple[str, str]:
    return differing_words(*(language.plain(candidate_set.candidates[i]) for i in (0, index)))
