"""Find the recordings that match a filter, one page at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from archive.catalogue.assignments import find_recordings_assigned_to
from archive.database.connection import Catalogue
from archive.database.tables import EDITS, PEOPLE, RECORDINGS, SPEAKERS, TRANSCRIPTS
from transcripts.edits.kinds.table import UNPUBLISHED_KINDS
from transcripts.errors import UserError

State = Literal["doubtful", "unpublished", "edited", "untouched"]
"""Doubtful: has corrections to review. Unpublished: the newest revision is not published. Edited:
has edits. Untouched: has no edits. A recording can be in several of these states.
"""

Sort = Literal["entered", "doubts", "date", "title"]
"""The sort orders: last ingested first, most doubts first, latest broadcast first, by title."""


@dataclass(frozen=True, slots=True)
class RecordingFilter:
    """A filter for recordings; a field that is None matches everything.

    `text` must occur in the title, the file name or a speaker's name; `title` in the title.
    `speaker`, `programme` and `assignee` are complete names. `since` and `until` are broadcast
    dates or the beginning of one (2010-09-15, 2010).
    """

    text: str | None = None
    title: str | None = None
    programme: str | None = None
    speaker: str | None = None
    since: str | None = None
    until: str | None = None
    state: State | None = None
    assignee: str | None = None


@dataclass(frozen=True, slots=True)
class FoundRecording:
    """A recording in the list; `duration` is in seconds.

    `doubt_count` is the number of corrections to review. `published_revision` is the revision of
    its published files, None if nothing is published yet; `is_published` is true if no later edit
    or machine run changes what these files show.
    """

    id: str
    title: str | None
    programme: str | None
    date: str | None
    file: str
    duration: float
    ingested_at: str
    revision: int
    published_revision: int | None
    is_published: bool
    edit_count: int
    doubt_count: int
    speakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordingListPage:
    """A page of recordings.

    `next_position` is the position of the next page, None on the last one.
    """

    recordings: tuple[FoundRecording, ...]
    next_position: str | None


def find_recordings(
    catalogue: Catalogue,
    filters: RecordingFilter | None = None,
    *,
    sort: Sort = "entered",
    after: str | None = None,
    limit: int = 50,
) -> RecordingListPage:
    """Return a page of matching recordings; `after` is `next_position` of the previous page.

    Raises UserError if `after` is not a position in a list with this order.
    """
    filters = filters or RecordingFilter()
    with catalogue.reading() as connection:
        statement = recordings_statement(filters, after, limit + 1, sort)
        if filters.assignee is not None:
            statement = statement.where(
                RECORDINGS.c.id.in_(find_recordings_assigned_to(connection, filters.assignee))
            )
        rows = connection.execute(statement).all()
        names = _load_speaker_names(connection, [row.id for row in rows[:limit]])
    found = tuple(_build_found_recording(row, names.get(row.id, ())) for row in rows[:limit])
    more = len(rows) > limit
    return RecordingListPage(found, _encode_position(rows[limit - 1], sort) if more else None)


def recordings_statement(
    filters: RecordingFilter, after: str | None, limit: int, sort: Sort = "entered"
) -> Select[Any]:
    """Build the statement that selects recordings."""
    published = _build_published_condition().label("is_published")
    statement = _order_by(select(RECORDINGS, published), sort).limit(limit)
    for condition in _build_conditions(filters):
        statement = statement.where(condition)
    return statement if after is None else statement.where(_build_position_condition(sort, after))


def _order_by(statement: Select[Any], sort: Sort) -> Select[Any]:
    keys = _sort_columns(sort)
    return statement.order_by(*(key if sort == "title" else key.desc() for key in keys))


def _sort_columns(sort: Sort) -> tuple[ColumnElement[Any], ...]:
    """Return the columns to sort by; the last one breaks ties."""
    r = RECORDINGS.c
    match sort:
        case "entered":
            return r.entered, r.id
        case "doubts":
            return r.doubts, r.entered, r.id
        case "date":
            return func.coalesce(r.date, ""), r.id
        case "title":
            return func.coalesce(r.title, r.file), r.id


def _encode_position(row: Row[Any], sort: Sort) -> str:
    """Encode a recording's position in a list, from which the next page continues."""
    match sort:
        case "entered":
            return f"{row.entered} {row.id}"
        case "doubts":
            return f"{row.doubts} {row.entered} {row.id}"
        case "date":
            return f"{row.date or ''} {row.id}"
        case "title":
            return f"{row.file if row.title is None else row.title} {row.id}"


def _build_position_condition(sort: Sort, after: str) -> ColumnElement[bool]:
    """Build the condition that a recording comes after a position in the list."""
    before, _, recording = after.rpartition(" ")
    values: list[Any] = [before, recording]
    if sort == "doubts":
        count, _, entered = before.partition(" ")
        if not (count.isascii() and count.isdecimal() and len(count) < 10):
            raise _build_position_error(after)
        values = [int(count), entered, recording]
    if not values[-2] and sort != "date":
        raise _build_position_error(after)
    keys, position = tuple_(*_sort_columns(sort)), tuple_(*map(literal, values))
    return keys > position if sort == "title" else keys < position


def _build_position_error(position: str) -> UserError:
    return UserError(
        f"{position!r} is not a position in this list: use the one from the end of the previous "
        "page"
    )


def _build_conditions(filters: RecordingFilter) -> Iterator[ColumnElement[bool]]:
    r = RECORDINGS.c
    if filters.text is not None:
        yield _build_text_condition(filters.text)
    if filters.title is not None:
        yield _Contains(r.title, filters.title)
    if filters.programme is not None:
        yield r.programme == filters.programme
    if filters.speaker is not None:
        yield r.id.in_(select(SPEAKERS.c.recording).where(SPEAKERS.c.name == filters.speaker))
    if filters.since and filters.until and filters.since > f"{filters.until}~":
        raise UserError(
            f"{filters.since} is later than {filters.until}: put the earlier date first"
        )
    if filters.since is not None:
        yield r.date >= filters.since
    if filters.until is not None:
        yield r.date <= f"{filters.until}~"  # sorts after every date that begins like this
    match filters.state:
        case "doubtful":
            yield r.doubts > 0
        case "unpublished":
            yield not_(_build_published_condition())
        case "edited":
            yield r.edits > 0
        case "untouched":
            yield r.edits == 0


def _build_published_condition() -> ColumnElement[bool]:
    """Build the condition that files are published, and that no later edit or run changes them."""
    r, e, t = RECORDINGS.c, EDITS.c, TRANSCRIPTS.c
    shown_edits = select(e.number).where(
        e.recording == r.id, e.revision > r.published, e.kind.not_in(UNPUBLISHED_KINDS)
    )
    runs = select(t.run).where(t.recording == r.id, t.revision > r.published, t.origin == "machine")
    newer = or_(shown_edits.exists(), runs.exists())
    return and_(r.published.is_not(None), or_(r.published >= r.revision, not_(newer)))


def _build_text_condition(text: str) -> ColumnElement[bool]:
    """Build the condition that the title, the file name or a speaker's name contains a text.

    It scans titles in storage order, and people before recordings, because there are far fewer
    people. Searching in the order of the list takes ten times as long if there are few matches.
    """
    recordings = RECORDINGS.alias()
    titled = or_(_Contains(recordings.c.title, text), _Contains(recordings.c.file, text))
    people = select(PEOPLE.c.id).where(_Contains(PEOPLE.c.name, text))
    speaks = select(SPEAKERS.c.recording).where(SPEAKERS.c.person.in_(people))
    return RECORDINGS.c.id.in_(union_all(select(recordings.c.id).where(titled), speaks))


class _Contains(FunctionElement[bool]):
    """A condition: a text contains a part, ignoring case."""

    type = Boolean()
    inherit_cache = True

    def __init__(self, text: ColumnElement[Any], part: str) -> None:
        escaped = re.sub(r"([%_/])", r"/\1", part)
        super().__init__(text, literal(f"%{escaped}%"))


@compiles(_Contains, "sqlite")
def _compile_like(element: _Contains, compiler: SQLCompiler, **options: Any) -> str:
    """Render the condition as LIKE, without the lower() that doubles the time in SQLite."""
    return _render_like("LIKE", element, compiler, options)


@compiles(_Contains, "postgresql")
def _compile_ilike(element: _Contains, compiler: SQLCompiler, **options: Any) -> str:
    return _render_like("ILIKE", element, compiler, options)


def _render_like(
    operator: str, condition: _Contains, compiler: SQLCompiler, options: dict[str, Any]
) -> str:
    text, pattern = (compiler.process(part, **options) for part in condition.clauses)
    return f"{text} {operator} {pattern} ESCAPE '/'"


def _load_speaker_names(
    connection: Connection, recordings: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    rows = connection.execute(
        select(SPEAKERS.c.recording, SPEAKERS.c.name)
        .where(SPEAKERS.c.recording.in_(recordings), SPEAKERS.c.name.is_not(None))
        .order_by(SPEAKERS.c.recording, SPEAKERS.c.id)
    )
    names: dict[str, tuple[str, ...]] = {}
    for recording, name in rows:
        names[recording] = (*names.get(recording, ()), name)
    return names


def _build_found_recording(row: Row[Any], names: tuple[str, ...]) -> FoundRecording:
    return FoundRecording(
        id=row.id,
        title=row.title,
        programme=row.programme,
        date=row.date,
        file=row.file,
        duration=row.duration,
        ingested_at=row.entered,
        revision=row.revision,
        published_revision=row.published,
        is_published=row.is_published,
        edit_count=row.edits,
        doubt_count=row.doubts,
        speakers=names,
    )
