"""Find recordings, newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, literal, select, tuple_

from archive.catalogue.open import Catalogue
from archive.catalogue.tables import RECORDINGS, SPEAKERS
from transcripts.errors import UserError


@dataclass(frozen=True, slots=True)
class Wanted:
    """What recordings are looked for; what is None makes no difference.

    `title` is part of a title, `speaker` and `programme` are whole names, `since` and `until` days
    of broadcast (2010-09-15, or the beginning of one: 2010).
    """

    title: str | None = None
    programme: str | None = None
    speaker: str | None = None
    since: str | None = None
    until: str | None = None
    doubtful: bool = False
    unpublished: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A recording in the list: `doubts` corrections of it wait for a person.

    `published` is the revision that its files show, None before the first.
    """

    id: str
    title: str | None
    programme: str | None
    date: str | None
    file: str
    duration: float
    entered: str
    revision: int
    published: int | None
    edits: int
    doubts: int
    speakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Recordings in a row, and where the next ones begin: None at the end."""

    recordings: tuple[Found, ...]
    following: str | None


def find(
    catalogue: Catalogue, wanted: Wanted | None = None, *, after: str | None = None, most: int = 50
) -> Page:
    """Give the recordings that are wanted; `after` is the `following` of the page before."""
    wanted = wanted or Wanted()
    with catalogue.reading() as connection:
        rows = connection.execute(query(wanted, after, most + 1)).all()
        names = _names(connection, [row.id for row in rows[:most]])
    found = tuple(_found(row, names.get(row.id, ())) for row in rows[:most])
    more = len(rows) > most
    return Page(found, f"{found[-1].entered} {found[-1].id}" if more else None)


def query(wanted: Wanted, after: str | None, most: int) -> Select[Any]:
    """Give the statement that finds recordings."""
    r = RECORDINGS.c
    found = select(RECORDINGS).order_by(r.entered.desc(), r.id.desc()).limit(most)
    if wanted.title is not None:
        found = found.where(r.title.icontains(wanted.title, autoescape=True))
    if wanted.programme is not None:
        found = found.where(r.programme == wanted.programme)
    if wanted.speaker is not None:
        speaks = select(SPEAKERS.c.recording).where(SPEAKERS.c.name == wanted.speaker)
        found = found.where(r.id.in_(speaks))
    if wanted.since is not None:
        found = found.where(r.date >= wanted.since)
    if wanted.until is not None:
        found = found.where(r.date <= f"{wanted.until}~")  # after every day that begins so
    if wanted.doubtful:
        found = found.where(r.doubts > 0)
    if wanted.unpublished:
        found = found.where((r.published.is_(None)) | (r.published < r.revision))
    if after is not None:
        entered, _, recording = after.partition(" ")
        if not recording:
            raise UserError(f"{after!r} is no place in the list: use the one that was given")
        found = found.where(tuple_(r.entered, r.id) < tuple_(literal(entered), literal(recording)))
    return found


def _names(connection: Connection, recordings: Sequence[str]) -> dict[str, tuple[str, ...]]:
    rows = connection.execute(
        select(SPEAKERS.c.recording, SPEAKERS.c.name)
        .where(SPEAKERS.c.recording.in_(recordings), SPEAKERS.c.name.is_not(None))
        .order_by(SPEAKERS.c.recording, SPEAKERS.c.id)
    )
    names: dict[str, tuple[str, ...]] = {}
    for recording, name in rows:
        names[recording] = (*names.get(recording, ()), name)
    return names


def _found(row: Row[Any], names: tuple[str, ...]) -> Found:
    return Found(
        id=row.id,
        title=row.title,
        programme=row.programme,
        date=row.date,
        file=row.file,
        duration=row.duration,
        entered=row.entered,
        revision=row.revision,
        published=row.published,
        edits=row.edits,
        doubts=row.doubts,
        speakers=names,
    )
