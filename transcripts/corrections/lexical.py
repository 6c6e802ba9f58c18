"""Compare spellings by a dictionary, by how common they are, and by the words around them."""

from __future__ import annotations

import re
from collections.abc import Set

from transcripts.corrections.acoustics import AcousticContext
from transcripts.languages.language import Language
from transcripts.realignment.candidates import CandidateSet
from transcripts.text.similarity import word_similarity

# Two spellings with at least this similarity ("Shimansky" and "Szymanski" have 0.7) are the same
# name, even if the cast or the context has only one of them.
ALIKE = 0.7
# A word with at least this count (`word_count` of the language) is well known ("Yankee" has 4.5
# million). In nine real recordings (Penn Sound), three recognizers write 61 names differently from
# people. In none of the 61 do all three conditions hold: the person's spelling occurs in no text,
# the recognizer's is well known, and the two are similar. The pronunciation dictionary cannot
# decide, because it has most surnames: for three of the names, it lacks the correct spelling
# ("McLaughlan") and has the recognizer's ("McLaughlin").
_WELL_KNOWN = 3_000_000
ALIKE_NATS = 10.0
"""Two wordings sound the same if their acoustic fits differ by less than this.

The acoustic model's search is not exact.
"""
# Largest absolute log-odds of a candidate that follow from the words around it.
_MOST_ODDS = 10.0


def find_differing_words(first_text: str, second_text: str) -> tuple[str, str]:
    """Return the words that only the first text has, and those that only the second text has."""
    a, b = first_text.split(), second_text.split()
    return " ".join(w for w in a if w not in b), " ".join(w for w in b if w not in a)


def is_respelled_as_known(old_words: str, new_words: str, language: Language) -> bool:
    """Check whether each replaced word is unknown and its replacement a well-known word.

    A misspelled name keeps its syllables, so "Inness" is not a misspelling of "Inns".
    """
    old, new = (
        [word.removesuffix(language.possessive) for word in words.split()]
        for words in (old_words, new_words)
    )
    return len(old) == len(new) > 0 and all(
        language.word_count(before) == 0
        and language.word_count(after) >= _WELL_KNOWN
        and _count_syllables(before) == _count_syllables(after)
        for before, after in zip(old, new, strict=True)
    )


def _count_syllables(word: str) -> int:
    """Count the groups of vowels in a word, without a silent "e" at its end."""
    return len(re.findall("[aeiouy]+", word.removesuffix("e")))


def sounds_alike(candidate_set: CandidateSet, index: int, language: Language) -> bool:
    """Check whether the new words of candidate `index` sound like the words that they replace."""
    was, becomes = _find_changed_words(candidate_set, index, language)
    return bool(was) and language.sound_key(was) == language.sound_key(becomes)


def homophone_log_odds(
    candidate_set: CandidateSet, index: int, acoustic_context: AcousticContext
) -> float:
    """Return the log-odds of a candidate that follow from the words around it.

    They compare the candidate with the reference's wording. They are 0 if the two do not sound the
    same, and for names, because a language model prefers the usual spelling of a name.
    """
    if not acoustic_context.text_log_odds or is_name(candidate_set, index):
        return 0.0
    return max(-_MOST_ODDS, min(_MOST_ODDS, acoustic_context.text_log_odds[index]))


def is_name(candidate_set: CandidateSet, index: int) -> bool:
    """Check whether a candidate is a name; a candidate in lower case ("whales") is not."""
    return candidate_set.kind == "name" and candidate_set.candidates[index][:1].isupper()


def compute_lexical_features(
    candidate_set: CandidateSet, index: int, lexicon: Set[str], names: Set[str], language: Language
) -> dict[str, float]:
    """Return features that say which of two spellings is in a dictionary.

    `lexicon` holds those words of the candidates that are in the pronunciation dictionary, `names`
    the words of names in the cast and the context.
    """
    was, becomes = _find_changed_words(candidate_set, index, language)
    if not lexicon or not was or not becomes:
        return {}
    named = is_name(candidate_set, index)
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
    }


def _find_changed_words(
    candidate_set: CandidateSet, index: int, language: Language
) -> tuple[str, str]:
    return find_differing_words(*(language.plain(candidate_set.candidates[i]) for i in (0, index)))
