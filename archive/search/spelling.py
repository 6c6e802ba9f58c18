"""Correct the spelling of unknown words, using the words and names in the index."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Connection, Select, or_, select

from archive.database.index_tables import WORDS
from archive.search.passages import SPEAKER
from archive.search.writing import remove_name_mark, split_head_and_tail

_WORDS_PER_QUERY = 1000
"""Words per SQL statement, because both databases limit the number of values."""


def find_unknown_tokens(connection: Connection, words: Iterable[str]) -> list[str]:
    """Return the tokens that have never been in the index, in alphabetical order."""
    wanted = sorted(set(words))
    known: set[str] = set()
    for first in range(0, len(wanted), _WORDS_PER_QUERY):
        some = WORDS.c.word.in_(wanted[first : first + _WORDS_PER_QUERY])
        known.update(connection.scalars(select(WORDS.c.word).where(some)))
    return [word for word in wanted if word not in known]


def find_likely_corrections(connection: Connection, word: str) -> list[str]:
    """Return likely corrections of an unknown token, likeliest first.

    They differ from it in few letters; letters that sound alike count as equal. At equal distance,
    parts of speakers' names come first, then the order is alphabetical.
    """
    mistakes = _choose_max_distance(remove_name_mark(word))
    if not mistakes:
        return []
    head, tail = split_head_and_tail(word)
    similar = select(WORDS.c.word).where(or_(WORDS.c.head == head, WORDS.c.tail == tail))
    others = [other for other in connection.scalars(similar) if other != word]
    found = process.extract(
        word,
        others,
        processor=_to_phonetic_form,
        scorer=OSA.distance,
        score_cutoff=mistakes,
        limit=None,
    )
    names = set(connection.scalars(_select_name_tokens(other for other, _, _ in found)))
    sorted_words = sorted(
        (distance, SPEAKER + remove_name_mark(other) not in names, other)
        for other, distance, _ in found
    )
    return [other for *_, other in sorted_words]


def _select_name_tokens(words: Iterable[str]) -> Select[tuple[str]]:
    return select(WORDS.c.word).where(
        WORDS.c.word.in_([SPEAKER + remove_name_mark(word) for word in words])
    )


def _choose_max_distance(word: str) -> int:
    """Return how many letters may be wrong, missing, extra or swapped (Lucene's "AUTO" rule).

    If more were allowed, short words would match unrelated ones.
    """
    return 0 if len(word) < 3 or word.isdecimal() else 1 if len(word) < 6 else 2


_DOUBLE = re.compile(r"(.)\1")
_ALIKE = str.maketrans("cqzy", "kksi")


def _to_phonetic_form(word: str) -> str:
    """Return a rough phonetic form: Casuo equals Kazuo, Philips equals Fillips."""
    return _DOUBLE.sub(r"\1", word.replace("ph", "f").translate(_ALIKE))
