"""List the people in an archive: their recordings and their voiceprints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, Select, delete, func, insert, select

from archive.database.connection import Catalogue
from archive.database.tables import LESSONS, PEOPLE, RECORDINGS, REFUSALS, SPEAKERS, VOICEPRINTS
from transcripts.errors import UserError


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person: the number of recordings, the roles, and how much of the voice is enrolled.

    `enrolled_seconds` of speech in `enrolled_turns` turns are enrolled. `refused_at` is the time at
    which the person refused enrolment; None if never.
    """

    name: str
    recording_count: int
    roles: tuple[str, ...]
    enrolled_turns: int
    enrolled_seconds: float
    refused_at: str | None


def list_people(catalogue: Catalogue, name: str | None = None) -> tuple[KnownPerson, ...]:
    """Return everybody who speaks in a recording or is enrolled; `name` limits it to one person."""
    with catalogue.reading() as connection:
        counts = {r.person: r.recordings for r in connection.execute(_count_recordings(name))}
        roles: dict[int, list[str]] = {}
        for row in connection.execute(_select_roles(name)):
            roles.setdefault(row.person, []).append(row.role)
        voices = {row.person: row for row in connection.execute(_select_enrolled_voices())}
        refused = {r.person: r.at for r in connection.execute(select(REFUSALS))}
        wanted = _filter_by_name(select(PEOPLE).order_by(PEOPLE.c.name), name)
        rows = connection.execute(wanted).all()
    return tuple(
        KnownPerson(
            row.name,
            counts.get(row.id, 0),
            tuple(sorted(roles.get(row.id, ()))),
            voices[row.id].turns if row.id in voices else 0,
            voices[row.id].seconds if row.id in voices else 0.0,
            refused.get(row.id),
        )
        for row in rows
        if row.id in counts or row.id in voices or row.id in refused
    )


def find_person(catalogue: Catalogue, name: str) -> KnownPerson:
    """Return one person; raises UserError if the name is unknown."""
    found = list_people(catalogue, name)
    if not found:
        raise _build_unknown_person_error(name)
    return found[0]


def collect_stored_data(catalogue: Catalogue, name: str) -> dict[str, Any]:
    """Return everything stored about a person, as JSON values.

    Raises UserError if the name is unknown.
    """
    about = find_person(catalogue, name)
    with catalogue.reading() as connection:
        known = _require_person_id(connection, name)
        embeddings = connection.execute(
            select(VOICEPRINTS).where(VOICEPRINTS.c.person == known).order_by(VOICEPRINTS.c.id)
        ).all()
        spoken = connection.execute(
            select(SPEAKERS, RECORDINGS.c.title, RECORDINGS.c.date)
            .join(RECORDINGS, RECORDINGS.c.id == SPEAKERS.c.recording)
            .where(SPEAKERS.c.person == known)
            .order_by(SPEAKERS.c.recording, SPEAKERS.c.id)
        ).all()
    columns = ("recording", "title", "date", "id", "role", "confidence")
    return {
        "schema": "tapelog.person/1",
        "name": name,
        "voice_refused_since": about.refused_at,
        "speaks_in": [{column: row._mapping[column] for column in columns} for row in spoken],
        "voice": [_build_embedding_record(row) for row in embeddings],
    }


def forget_voice(catalogue: Catalogue, name: str, refused_at: str) -> int:
    """Delete a person's voiceprint, and never enrol the person again.

    `refused_at` is the time of the refusal (ISO 8601). Transcripts are unchanged. Returns how many
    enrolled turns were deleted. Raises UserError if the name is unknown.
    """
    sqlite = catalogue.engine.dialect.name == "sqlite"
    with catalogue.writing() as connection:
        if sqlite:
            connection.exec_driver_sql(
                "PRAGMA secure_delete = ON"
            )  # overwrite deleted content with zeros
        known = _require_person_id(connection, name)
        mine = VOICEPRINTS.c.person == known
        count = connection.scalar(select(func.count()).select_from(VOICEPRINTS).where(mine))
        connection.execute(delete(VOICEPRINTS).where(mine))
        connection.execute(delete(REFUSALS).where(REFUSALS.c.person == known))
        connection.execute(insert(REFUSALS).values(person=known, at=refused_at))
    if sqlite:
        _truncate_write_ahead_log(catalogue)
    return count or 0


def _truncate_write_ahead_log(catalogue: Catalogue) -> None:
    """Checkpoint and truncate SQLite's write-ahead log, which still contains deleted content."""
    connection = catalogue.engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def allow_enrolment(catalogue: Catalogue, name: str) -> None:
    """Allow enrolment again, and mark the person's recordings as pending."""
    with catalogue.writing() as connection:
        known = _require_person_id(connection, name)
        connection.execute(delete(REFUSALS).where(REFUSALS.c.person == known))
        theirs = select(SPEAKERS.c.recording).where(SPEAKERS.c.person == known)
        connection.execute(delete(LESSONS).where(LESSONS.c.recording.in_(theirs)))


def _filter_by_name(statement: Select[Any], name: str | None) -> Select[Any]:
    return statement if name is None else statement.where(PEOPLE.c.name == name)


def _select_enrolled_voices() -> Select[Any]:
    v = VOICEPRINTS.c
    totals = select(v.person, func.count().label("turns"), func.sum(v.seconds).label("seconds"))
    return totals.where(v.live).group_by(v.person)


def _count_recordings(name: str | None) -> Select[Any]:
    s = SPEAKERS.c
    counts = select(s.person, func.count(s.recording.distinct()).label("recordings"))
    return _filter_by_name(_join_people(counts), name).group_by(s.person)


def _select_roles(name: str | None) -> Select[Any]:
    s = SPEAKERS.c
    return _filter_by_name(_join_people(select(s.person, s.role).distinct()), name).where(
        s.role != ""
    )


def _join_people(statement: Select[Any]) -> Select[Any]:
    return statement.join(PEOPLE, PEOPLE.c.id == SPEAKERS.c.person)


def _require_person_id(connection: Connection, name: str) -> int:
    known: int | None = connection.scalar(select(PEOPLE.c.id).where(PEOPLE.c.name == name))
    if known is None:
        raise _build_unknown_person_error(name)
    return known


def _build_unknown_person_error(name: str) -> UserError:
    return UserError(f"the archive has nobody called {name!r}: see `tapelog people list`")


def _build_embedding_record(row: Row[Any]) -> dict[str, Any]:
    record = {
        "recording": row.recording,
        "because": "the machine is certain" if row.edit is None else f"edit E{row.edit}",
        "words": [row.first, row.last],
        "start": row.start,
        "end": row.end,
        "seconds": round(row.seconds, 3),
        "counts": row.live,
        "model": row.model,
    }
    vector = np.frombuffer(row.vector, "<f4")
    return {**record, "print": [round(float(x), 6) for x in vector]}
