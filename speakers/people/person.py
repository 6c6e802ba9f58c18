"""Find the known people whom a spoken name may mean, by the similarity of names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import Literal

from rapidfuzz.distance import Levenshtein

from speakers.phrases.phrases import Phrases

Source = Literal["cast", "context", "archive", "label", "recording"]

# Two words are spellings of one name if their normalized Levenshtein similarity reaches
# `SPELT_ALIKE`, or reaches `SPELT_AND_SOUNDED_ALIKE` and both sound alike. "Ishiguro" and
# "Issaguro" have 0.75, "Greene" and "Green" 0.83; "Jerod" and "Jared" have 0.6 and sound alike.
# Lower values would take "Mark" for "Mary". Two common given names must sound alike and reach
# `TWO_NAMES_ALIKE` ("Sara", "Sarah"), or "Dan" would match "Don".
SPELT_ALIKE = 0.74
SPELT_AND_SOUNDED_ALIKE = 0.5
TWO_NAMES_ALIKE = 0.7
SHORTEST_FUZZY = 4
# A shortened name has at least `SHORTEST_PREFIX` letters ("B" is not Brian). A lengthened name has
# at most `LONGEST_ENDING` letters more ("Benchmark" is not Ben).
SHORTEST_PREFIX, LONGEST_ENDING = 3, 1
SHORTEST_SHORT_FORM = 2
_VOWELS = re.compile("[aeiouy]")
# A match whose score is lower than another's by this is e times less likely.
NO_RIVAL = 0.08
# Least similarity of two spellings of the same name.
SAME_NAME = 0.84


@dataclass(frozen=True, slots=True)
class Person:
    """A person who may have spoken.

    `presence` is the prior probability that the person is in the recording; `further_roles` are
    roles besides `role`.
    """

    name: str
    source: Source
    presence: float
    role: str | None = None
    quote: str = ""
    further_roles: tuple[str, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """Return the main role, then the further roles."""
        return tuple(dict.fromkeys(role for role in (self.role, *self.further_roles) if role))

    @property
    def words(self) -> tuple[str, ...]:
        """Return the parts of the name."""
        return tuple(self.name.split())


def resolve_name(name: str, people: Sequence[Person], phrases: Phrases) -> dict[int, float]:
    """Find the people whom a spoken name may mean: {index of the person: probability}.

    If several people match, their probabilities are in proportion to the prior probability of their
    presence. If nobody matches, the dict is empty.
    """
    fits = [name_similarity(name, person.name, phrases) for person in people]
    best = max(fits, default=0.0)
    if not best:
        return {}
    if best == 1.0 and " " in name:
        return {fits.index(best): best}
    likely = {
        i: person.presence * exp((value - best) / NO_RIVAL)
        for i, (person, value) in enumerate(zip(people, fits, strict=True))
        if value
    }
    total = sum(likely.values())
    return {i: best * share / total for i, share in likely.items() if share > total / 100}


@lru_cache(maxsize=65536)
def name_similarity(spoken_name: str, known_name: str, phrases: Phrases) -> float:
    """Score from 0 to 1 how well a spoken name, full or partial, matches a known name."""
    said, whole = (
        _split_name_without_title(spoken_name, phrases),
        _split_name_without_title(known_name, phrases),
    )
    if said == whole:
        return 1.0
    if len(said) == 1:
        return _compare_name_part(said[0], whole, phrases)
    if len(said) == len(whole):
        pairs = [word_likeness(a, b, phrases) for a, b in zip(said, whole, strict=True)]
        return 0.95 * sum(pairs) / len(pairs) if min(pairs) else 0.0
    if said == whole[-len(said) :]:
        return 0.95
    if said[-1] == whole[-1] and word_likeness(said[0], whole[0], phrases):
        return 0.9
    run, other = "".join(said), "".join(whole)
    same = Levenshtein.normalized_similarity(run, other)
    return 0.95 * same if same >= 0.85 and run[0] == other[0] else 0.0


def _split_name_without_title(name: str, phrases: Phrases) -> list[str]:
    """Return the words of a name in lower case, without a title before it ("Dr.", "Sir")."""
    words = name.casefold().split()
    first = words[0].rstrip(".") if len(words) > 1 else ""
    is_title = first in phrases.vocabulary.honorifics and not phrases.given_names.is_given_name(
        first
    )
    return words[1:] if is_title else words


def _compare_name_part(word: str, name_words: Sequence[str], phrases: Phrases) -> float:
    if len(name_words) == 1:
        return 0.95 * word_likeness(word, name_words[0], phrases)
    return 0.98 * max(
        word_likeness(word, name_words[0], phrases), word_likeness(word, name_words[-1], phrases)
    )


@lru_cache(maxsize=65536)
def word_likeness(first_word: str, second_word: str, phrases: Phrases) -> float:
    """Score from 0 to 1 whether two words are the same name, misspelled, misheard or shortened."""
    names = phrases.given_names
    first_word, second_word = _fold_word(first_word), _fold_word(second_word)
    if first_word == second_word:
        return 1.0
    if names.is_short_form_of(first_word, second_word) or names.is_short_form_of(
        second_word, first_word
    ):
        return 0.95
    spelt = Levenshtein.normalized_similarity(first_word, second_word)
    sounds = phrases.name_key(first_word) == phrases.name_key(second_word)
    if names.is_given_name(first_word) and names.is_given_name(second_word):
        return 0.9 if sounds and spelt >= TWO_NAMES_ALIKE else 0.0
    if _begins_alike(first_word, second_word) or _is_short_form(first_word, second_word, phrases):
        return 0.85
    if min(len(first_word), len(second_word)) < SHORTEST_FUZZY:
        return 0.0
    if sounds and spelt >= SPELT_AND_SOUNDED_ALIKE:
        return 0.9
    return 0.85 if spelt >= SPELT_ALIKE and len(first_word) > SHORTEST_FUZZY else 0.0


def _begins_alike(spoken_word: str, known_word: str) -> bool:
    """Check whether a name is shortened ("Jer" for "Jerod") or at most one letter longer."""
    if min(len(spoken_word), len(known_word)) < SHORTEST_PREFIX:
        return False
    longer = (
        spoken_word.startswith(known_word) and len(spoken_word) - len(known_word) <= LONGEST_ENDING
    )
    return longer or known_word.startswith(spoken_word)


def _is_short_form(spoken_name: str, known_name: str, phrases: Phrases) -> bool:
    """Check for a short name of two letters with one vowel ("Oz" for "Ozan") that is not a word."""
    return (
        len(spoken_name) == SHORTEST_SHORT_FORM < len(known_name)
        and known_name.startswith(spoken_name)
        and spoken_name.isalpha()
        and len(_VOWELS.findall(spoken_name)) == 1
        and not phrases.vocabulary.is_ordinary(spoken_name)
    )


def _fold_word(word: str) -> str:
    return word.rstrip(".").replace("'", "").replace("’", "").replace("-", "")
