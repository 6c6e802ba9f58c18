"""Load search hits: passages, with all information that is shown about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote as percent_encode

from sqlalchemy import Connection, Row, and_, select

from archive.database.index_tables import PASSAGES
from archive.database.tables import RECORDINGS, SPEAKERS
from archive.search.question import Term
from archive.search.quote import quote_matches
from archive.search.writing import token_times
from archive.storage.manifest import PAGE
from transcripts.errors import UserError
from transcripts.transcript import Speaker


@dataclass(frozen=True, slots=True)
class Hit:
    """A matching passage, and where to listen to it.

    `quote` is plain text; `marks` are the matched ranges in it, as half-open pairs of character
    offsets. `speaker` is the displayed name, or a placeholder. `moment` is in seconds, None in a
    transcript without times. `page` is the URL of the published page at that moment, relative to
    the archive's folder if it is inside; None if nothing is published yet.
    """

    recording: str
    title: str | None
    programme: str | None
    date: str | None
    file: str
    turn: str
    speaker: str
    name: str | None
    role: str | None
    quote: str
    marks: tuple[tuple[int, int], ...]
    moment: float | None
    page: str | None


def load_hits(
    connection: Connection, passages_with_terms: Sequence[tuple[int, Sequence[Term]]]
) -> tuple[Hit, ...]:
    """Load hits in the given order, from passage numbers and the matched terms to mark."""
    p, r, s = PASSAGES.c, RECORDINGS.c, SPEAKERS.c
    speaks = and_(s.recording == p.recording, s.id == p.speaker)
    wanted = (
        select(p.number, p.recording, p.turn, p.text, p.times, p.speaker, s.name, s.role)
        .add_columns(r.title, r.programme, r.date, r.file, r.duration, r.folder, r.published)
        .join(RECORDINGS, r.id == p.recording)
        .join(SPEAKERS, speaks)
        .where(p.number.in_([number for number, _ in passages_with_terms]))
    )
    rows = {row.number: row for row in connection.execute(wanted)}
    return tuple(_build_hit(rows[number], asked) for number, asked in passages_with_terms)


def _build_hit(row: Row[Any], terms_to_mark: Sequence[Term]) -> Hit:
    quoted = quote_matches(row.text, terms_to_mark)
    times = token_times(row.times)
    if quoted.first >= len(times):
        raise UserError(
            f"the search index of {row.recording} is damaged: run `tapelog archive reindex`"
        )
    moment = times[quoted.first] / 1000
    return Hit(
        recording=row.recording,
        title=row.title,
        programme=row.programme,
        date=row.date,
        file=row.file,
        turn=row.turn,
        speaker=Speaker(row.speaker, (), row.name, row.role).label,
        name=row.name,
        role=row.role,
        quote=quoted.text,
        marks=quoted.marks,
        moment=moment if row.duration else None,
        page=None if row.published is None else _build_page_url(row.folder, moment),
    )


def _build_page_url(folder: str, moment: float) -> str:
    """Return the URL of the page that starts to play at a moment."""
    place = PurePosixPath(folder) / PAGE
    address = place.as_uri() if place.is_absolute() else percent_encode(str(place))
    return f"{address}#t={moment:.1f}"
