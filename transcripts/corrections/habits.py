"""Derive the writing habits of the reference's author, and the words known from the reference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from transcripts.corrections.style import find_lower_case_words
from transcripts.languages.language import Language
from transcripts.realignment.realign import Alignment
from transcripts.realignment.written_names import NAME_LETTERS, without_possessive

# An author who kept less than this share of the spoken contractions expands contractions by habit.
_EXPANDS = 0.2


@dataclass(frozen=True, slots=True)
class WritingHabits:
    """The vocabulary of a reference, and whether its author expands contractions.

    `agreed_words` counts the words that were recognized exactly as written, `reference_words` all
    words of the reference. `documented_name_words` are the words of names in the cast and the
    context, except words that the recognizer also writes in lower case ("the" in a title).
    `recognized_names` are names in the reference that were also recognized somewhere in the
    recording. `lower_case_words` are words that the reference writes in lower case or, if the
    reference has no capitals, that the recognizer writes in lower case.
    """

    expands_contractions: bool
    agreed_words: Mapping[str, int]
    documented_name_words: frozenset[str]
    reference_words: Mapping[str, int]
    language: Language
    recognized_names: frozenset[str] = frozenset()
    lower_case_words: frozenset[str] = frozenset()


def find_writing_habits(alignment: Alignment) -> WritingHabits:
    """Derive the habits by comparing the reference with the recognized words.

    `agreed_words` counts only words that were recognized exactly as the reference has them.
    Otherwise a repeated error of the reference would count as evidence for itself.
    """
    language = alignment.language
    contracted, plain = language.contractions.contraction_pattern, language.plain
    written = sum(bool(contracted.search(plain(w))) for w in alignment.reference_words)
    spoken = sum(bool(contracted.search(plain(w.text))) for w in alignment.recognized_words)
    common = {plain(w.text) for w in alignment.recognized_words if w.text[:1].islower()}
    agreed = (b.reference for b in alignment.blocks if b.relation == "same")
    return WritingHabits(
        expands_contractions=written < _EXPANDS * spoken,
        agreed_words=Counter(
            part
            for place in agreed
            for w in alignment.reference_words[slice(*place)]
            for part in plain(w).split()
        ),
        documented_name_words=frozenset(
            plain(part) for name in alignment.names for part in name.split()
        )
        - common,
        reference_words=Counter(
            part for word in alignment.reference_words for part in plain(word).split()
        ),
        recognized_names=_find_names_in_both_texts(alignment) - common,
        lower_case_words=find_lower_case_words(alignment.reference_words, language)
        or frozenset(common),
        language=language,
    )


def _find_names_in_both_texts(alignment: Alignment) -> frozenset[str]:
    """Find names of the reference that were recognized somewhere exactly as written.

    A word that the reference also writes in lower case is not a name. A word that occurs only at
    the start of sentences may be a name.
    """
    language = alignment.language

    def stem(word: str) -> str:
        return without_possessive(language.plain(word), language)

    heard = {stem(word.text) for word in alignment.recognized_words}
    large = {
        stem(word)
        for before, word in pairwise(["", *alignment.reference_words])
        if word[:1].isupper() and len(word) >= NAME_LETTERS and language.is_name_after(before)
    }
    small = {stem(w) for w in alignment.reference_words if w[:1].islower()}
    return frozenset((large & heard) - small) - language.capitalized


def are_known_name_words(words: str, habits: WritingHabits) -> bool:
    """Check whether every word is a known name: from the cast, the context, or the reference.

    An empty text is not known.
    """
    return bool(words) and all(_is_known(w, habits) for w in words.split())


def are_documented_name_words(words: str, habits: WritingHabits) -> bool:
    """Check whether there are words, and each is in a name of the cast or the context."""
    stems = (without_possessive(word, habits.language) for word in words.split())
    return bool(words) and all(stem in habits.documented_name_words for stem in stems)


def _is_known(word: str, habits: WritingHabits) -> bool:
    stem = without_possessive(word, habits.language)
    return stem in habits.documented_name_words or stem in habits.recognized_names


def occur_in_lower_case(words: str, habits: WritingHabits) -> bool:
    """Check whether every word also occurs in lower case, so that it is not a misspelled name."""
    return bool(words) and all(word in habits.lower_case_words for word in words.split())


def occur_elsewhere(wording: str, habits: WritingHabits) -> bool:
    """Check whether every word occurs elsewhere in the reference, or in the cast or context."""
    return all(
        w in habits.documented_name_words or habits.agreed_words.get(w, 0) > 0
        for w in wording.split()
    )


def is_used_instead(old_words: str, new_words: str, habits: WritingHabits) -> bool:
    """Check whether the reference uses `new_words` in other passages, and `old_words` just once.

    `new_words` must also have been recognized where the reference has them. Stop words do not
    count, because every text has them.
    """
    return (
        bool(old_words and new_words)
        and all(habits.agreed_words.get(word, 0) > 0 for word in new_words.split())
        and all(habits.reference_words.get(word, 0) <= 1 for word in old_words.split())
        and habits.language.stop_words.isdisjoint(f"{old_words} {new_words}".split())
    )
