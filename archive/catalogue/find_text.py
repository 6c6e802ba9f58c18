"""Find a text in all recordings.

The texts are read from the search index, so no edits are replayed. Withheld words are not in the
index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from sqlalchemy import ColumnElement, Connection, Row, and_, select

from archive.database.connection import Catalogue
from archive.database.index_tables import PASSAGES
from archive.database.tables import RECORDINGS, SPEAKERS
from archive.search.writing import token_times
from transcripts.edits.replace_text import TextPattern
from transcripts.transcript import Speaker

MOST_HITS = 20_000
"""The maximum number of matches listed; further matches are only counted."""

_CONTEXT_CHARACTERS = 40
"""The number of characters shown before and after a match."""


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A match, with the text around it, which is spoken about `start` seconds into the recording.

    `start` is None in a transcript without times.
    """

    start: float | None
    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage with its matches in order; `digest` is the CRC-32 of the passage's text."""

    passage: str
    digest: int
    speaker: str
    places: tuple[FoundPlace, ...]


@dataclass(frozen=True, slots=True)
class FoundName:
    """A speaker whose name contains the text."""

    speaker: str
    name: str


@dataclass(frozen=True, slots=True)
class FoundInRecording:
    """A recording with the text in its words or in its speakers' names."""

    recording: str
    title: str
    passages: tuple[FoundPassage, ...]
    names: tuple[FoundName, ...]


def find_in_all_recordings(
    catalogue: Catalogue, text_pattern: TextPattern
) -> tuple[int, tuple[FoundInRecording, ...]]:
    """Return the number of matches, and the recordings with the first `MOST_HITS` of them.

    Withheld words are not searched. If words that sound like the text are searched, names of people
    are left out.
    """
    pattern = text_pattern.pattern
    if pattern is None:
        return 0, ()
    names: dict[str, list[FoundName]] = {}
    found: dict[str, list[FoundPassage]] = {}
    titles: dict[str, str] = {}
    total = 0
    with catalogue.reading() as connection:
        for row in _select_passages(connection, text_pattern):
            hits = text_pattern.spans(row.text)
            total += len(hits)
            if not hits or total - len(hits) >= MOST_HITS:
                continue
            titles[row.recording] = row.title or row.file
            times = token_times(row.times) if row.duration else ()
            label = Speaker(row.speaker, (), row.name, row.role).label
            places = tuple(_build_found_place(row.text, times, hit) for hit in hits)
            found.setdefault(row.recording, []).append(
                FoundPassage(str(row.number), digest_text(row.text), label, places)
            )
        for row in () if text_pattern.sounds else _select_people(connection, text_pattern):
            if pattern.search(row.name):
                total += 1
                titles[row.recording] = row.title or row.file
                names.setdefault(row.recording, []).append(FoundName(row.id, row.name))
    return total, tuple(
        FoundInRecording(name, titles[name], tuple(found.get(name, ())), tuple(names.get(name, ())))
        for name in titles
    )


def digest_text(text: str) -> int:
    """Return the CRC-32 of a passage's text, which shows later whether the text has changed."""
    return crc32(text.encode())


def _select_passages(connection: Connection, text_pattern: TextPattern) -> Iterator[Row[Any]]:
    p, r, s = PASSAGES.c, RECORDINGS.c, SPEAKERS.c
    speaks = and_(s.recording == p.recording, s.id == p.speaker)
    statement = (
        select(
            *(p.number, p.recording, p.text, p.times, p.speaker),
            *(s.name, s.role, r.title, r.file, r.duration),
        )
        .join(RECORDINGS, r.id == p.recording)
        .join(SPEAKERS, speaks, isouter=True)
        .order_by(p.recording, p.number)
    )
    yield from connection.execute(statement.where(*_build_contains_condition(p.text, text_pattern)))


def _select_people(connection: Connection, text_pattern: TextPattern) -> Iterator[Row[Any]]:
    s, r = SPEAKERS.c, RECORDINGS.c
    statement = select(s.recording, s.id, s.name, r.title, r.file).join(
        RECORDINGS, r.id == s.recording
    )
    yield from connection.execute(
        statement.where(
            s.name.is_not(None), *_build_contains_condition(s.name, text_pattern)
        ).order_by(s.recording, s.id)
    )


def _build_contains_condition(
    column: ColumnElement[Any], text_pattern: TextPattern
) -> tuple[ColumnElement[bool], ...]:
    """Return a quick condition that every row with a match meets; () if there is none.

    It looks for the longest word of the text, if that is ASCII: not every database ignores the case
    of other letters.
    """
    if text_pattern.sounds:
        return ()
    part = max(text_pattern.find.split(), key=len)
    return (column.icontains(part, autoescape=True),) if part.isascii() else ()


def _build_found_place(text: str, times: Sequence[int], hit: tuple[int, int]) -> FoundPlace:
    begin, end = hit
    token = text.count(" ", 0, begin) * len(times) // (text.count(" ") + 1)
    return FoundPlace(
        times[min(token, len(times) - 1)] / 1000 if len(times) else None,
        ("…" if begin > _CONTEXT_CHARACTERS else "")
        + text[max(0, begin - _CONTEXT_CHARACTERS) : begin],
        text[begin:end],
        text[end : end + _CONTEXT_CHARACTERS]
        + ("…" if len(text) > end + _CONTEXT_CHARACTERS else ""),
    )
