"""Search all transcripts of an archive by words, speaker, role, programme and date."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from archive.database.connection import Catalogue
from archive.search import matching
from archive.search.hits import Hit, load_hits
from archive.search.matching import Match
from archive.search.numbers import number_range, parse_first_day, parse_last_day
from archive.search.passages import PROGRAMME, ROLE, SPEAKER, marked_tokens
from archive.search.question import Term, join_to_phrase, parse_terms
from archive.search.spelling import find_likely_corrections, find_unknown_tokens
from archive.search.writing import remove_name_mark
from transcripts.errors import UserError

__all__ = ["Answer", "Hit", "Query", "Spelling", "search"]

MOST = 1000
"""The maximum number of hits per page."""
TRIED = 5
"""The maximum number of corrections tried per word; more would slow down the search."""


@dataclass(frozen=True, slots=True)
class Query:
    """A search; passages must match all fields that are not None.

    `text` has words, "phrases" and prefixes*; case, accents and apostrophes are ignored. `speaker`,
    `role` and `programme` match if they contain all of the given words. `since` and `until` are
    broadcast dates (2010-09-15, or a month or a year). `after` is the `next_position` of the
    previous answer, `most` the maximum number of hits.
    """

    text: str = ""
    speaker: str | None = None
    role: str | None = None
    programme: str | None = None
    since: str | None = None
    until: str | None = None
    after: str | None = None
    most: int = 20


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word that is not in the archive, and the word that was searched for instead."""

    asked: str
    searched: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of hits, the corrected spellings, and the position of the next page, if any."""

    hits: tuple[Hit, ...]
    spellings: tuple[Spelling, ...] = ()
    next_position: str | None = None


def search(catalogue: Catalogue, query: Query) -> Answer:
    """Find passages; exact phrases come first, then the newest broadcasts.

    A word that is not in the archive is replaced by the most similar one that is. Raises UserError
    if the query is empty or malformed.
    """
    parsed = ParsedQuery.from_query(query)
    with catalogue.reading() as connection:
        spellings = _find_spellings(
            connection, find_unknown_tokens(connection, parsed.misspellable_tokens)
        )
        answer = _build_answer(connection, parsed.with_spellings(spellings), query)
        if not answer.hits and not spellings:
            # The vocabulary keeps a word even after an edit has removed its last occurrence.
            lost = [
                word
                for word in parsed.misspellable_tokens
                if not _does_word_occur(connection, word)
            ]
            spellings = _find_spellings(connection, lost)
            if spellings:
                answer = _build_answer(connection, parsed.with_spellings(spellings), query)
    changed = tuple(
        Spelling(remove_name_mark(word), remove_name_mark(other))
        for word, other in spellings.items()
    )
    return replace(answer, spellings=changed)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A parsed query: the terms of the text, the metadata tokens, the range of passage numbers."""

    text_terms: tuple[Term, ...]
    metadata_terms: tuple[Term, ...]
    low: int
    high: int

    @classmethod
    def from_query(cls, query: Query) -> ParsedQuery:
        """Parse a query; raises UserError if it is malformed."""
        named = ((SPEAKER, query.speaker), (ROLE, query.role), (PROGRAMME, query.programme))
        metadata_terms = tuple(
            Term((token,)) for mark, name in named for token in marked_tokens(mark, name)
        )
        text_terms = parse_terms(query.text)
        if not text_terms and not metadata_terms:
            raise UserError("nothing to search for: enter a word or a speaker")
        since, until = (
            _parse_day(query.since, parse_first_day),
            _parse_day(query.until, parse_last_day),
        )
        if since and until and until < since:
            raise UserError(
                f"{query.since} is later than {query.until}: put the earlier date first"
            )
        low, high = number_range(since, until)
        return cls(text_terms, metadata_terms, low, high)

    @property
    def misspellable_tokens(self) -> tuple[str, ...]:
        """Return the tokens whose spelling may be wrong: all except prefixes."""
        return tuple(
            word
            for term in (*self.text_terms, *self.metadata_terms)
            for word in term.tokens[: len(term.tokens) - term.is_prefix]
        )

    @property
    def match_conditions(self) -> tuple[Match, ...]:
        """Return the conditions to search for, best first.

        The first one is all words as a phrase, the second the same words in any order.
        """
        loose = Match((*self.text_terms, *self.metadata_terms), None, self.low, self.high)
        row = join_to_phrase(self.text_terms)
        if row is None:
            return (loose,)
        return replace(loose, terms=(row, *self.metadata_terms)), replace(loose, excluded_term=row)

    def with_spellings(self, corrections: Mapping[str, str]) -> ParsedQuery:
        """Return the query with corrected spellings."""
        text_terms = tuple(term.with_spellings(corrections) for term in self.text_terms)
        return replace(
            self,
            text_terms=text_terms,
            metadata_terms=tuple(term.with_spellings(corrections) for term in self.metadata_terms),
        )


def _parse_day(text: str | None, read: Callable[[str], date | None]) -> date | None:
    day = read(text) if text else None
    if text and day is None:
        raise UserError(f"{text!r} is not a date: write it as 2010-09-15, 2010-09 or 2010")
    return day


def _find_spellings(connection: Connection, words: Iterable[str]) -> dict[str, str]:
    """Return the best correction of each unknown word; words without one are left out."""
    found: dict[str, str] = {}
    for word in words:
        near = find_likely_corrections(connection, word)[:TRIED]
        best = next((other for other in near if _does_word_occur(connection, other)), None)
        if best is not None:
            found[word] = best
    return found


def _does_word_occur(connection: Connection, word: str) -> bool:
    anywhere = Match((Term((word,)),), None, *number_range(None, None))
    return bool(matching.matching_numbers(connection, anywhere, 1))


def _build_answer(connection: Connection, parsed: ParsedQuery, query: Query) -> Answer:
    """Return the page of hits that starts at the query's position; try conditions in order."""
    begin, above = _parse_position(query.after)
    most = min(max(query.most, 1), MOST)
    matches = parsed.match_conditions
    found: list[tuple[int, int]] = []
    for rank in range(begin, len(matches)):
        match = matches[rank]
        if rank == begin:
            match = replace(match, low=min(max(match.low, above), match.high))
        if len(found) <= most:
            numbers = matching.matching_numbers(connection, match, most + 1 - len(found))
            found += ((rank, number) for number in numbers)
    page = found[:most]
    next_position = f"{page[-1][0]}-{page[-1][1]}" if len(found) > most else None
    shown = load_hits(connection, [(number, matches[rank].terms) for rank, number in page])
    return Answer(shown, (), next_position)


def _parse_position(after: str | None) -> tuple[int, int]:
    """Parse a position in the results: the index of the match, and the first passage to show."""
    match = re.fullmatch(r"(\d)-(\d{1,19})", after or "0-0")
    if match is None:
        raise UserError(
            f"{after!r} is not a position in this list: "
            "use the one from the end of the previous page"
        )
    return int(match[1]), int(match[2]) + bool(after)
