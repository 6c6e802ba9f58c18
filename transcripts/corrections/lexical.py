"""Compare spellings by a pronunciation dictionary and by word counts."""

from __future__ import annotations

import re
from collections.abc import Set

from transcripts.languages.language import Language
from transcripts.realignment.candidates import CandidateSet
from transcripts.text.similarity import word_similarity

# Two spellings with at least this similarity ("Shimansky" and "Szymanski" have 0.7) are the same
# name, even if the cast or the context has only one of them.
ALIKE = 0.7
# A name with at least this count is well known ("Yankee" has 4.5 million). In nine real recordings
# (Penn Sound), three recognizers write 61 names differently from people. In none of the 61 do all
# three conditions hold: the person's spelling occurs in no text, the recognizer's is well known,
# and the two are similar. The pronunciation dictionary cannot decide, because it has most surnames:
# three names that people spelled correctly are missing ("McLaughlan"), and the recognizer's
# spelling is listed ("McLaughlin").
_WELL_KNOWN = 3_000_000
# Limit of the log odds from word counts.
_MOST_COMMON = 10.0


def differing_words(first_text: str, second_text: str) -> tuple[str, str]:
    """Return (words that only the first text has, words that only the second text has)."""
    a, b = first_text.split(), second_text.split()
    return " ".join(w for w in a if w not in b), " ".join(w for w in b if w not in a)


def is_respelled_as_known(old_words: str, new_words: str, language: Language) -> bool:
    """Check whether every replaced word occurs in no text, and its replacement in very many.

    A misspelled name keeps its syllables, so "Inness" is not a misspelling of "Inns".
    """
    old, new = (
        [word.removesuffix(language.possessive) for word in words.split()]
        for words in (old_words, new_words)
    )
    return len(old) == len(new) > 0 and all(
        language.word_count(before) == 0
        and language.word_count(after) >= _WELL_KNOWN
        and _syllable_count(before) == _syllable_count(after)
        for before, after in zip(old, new, strict=True)
    )


def _syllable_count(word: str) -> int:
    """Count the groups of vowels in a word, without a silent "e" at its end."""
    return len(re.findall("[aeiouy]+", word.removesuffix("e")))


def sounds_alike(candidate_set: CandidateSet, index: int, language: Language) -> bool:
    """Check whether the new words of candidate `index` sound like the words that they replace."""
    was, becomes = _changed_words(candidate_set, index, language)
    return bool(was) and language.sound_key(was) == language.sound_key(becomes)


def lexical_features(
    candidate_set: CandidateSet, index: int, lexicon: Set[str], names: Set[str], language: Language
) -> dict[str, float]:
    """Return which of two spellings is in a dictionary, and the log odds of their word counts.

    `lexicon` holds those words of the candidates that are in the pronunciation dictionary, `names`
    the words of names in the cast and the context. Word counts are compared only if the two
    wordings sound the same.
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
