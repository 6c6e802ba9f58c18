"""Keep the searchable rows consistent with a transcript: speakers, people, corrections, words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from archive.database.tables import CORRECTIONS, PEOPLE, RECORDINGS, SPEAKERS
from archive.search import index
from transcripts.differing import find_changed_values
from transcripts.doubts import count_doubts
from transcripts.transcript import Correction, Transcript

Rows = Mapping[str, Mapping[str, Any]]


def build_metadata_row(transcript: Transcript) -> dict[str, str | None]:
    """Return the columns of a recording that editors can change."""
    about = transcript.recording
    return {"title": about.title, "programme": about.programme, "date": about.date}


def build_speaker_rows(transcript: Transcript) -> Rows:
    """Return the rows of a transcript's speakers by id; the ids of people are added later."""
    return {
        s.id: {"name": s.name, "role": s.role, "confidence": round(s.confidence, 4)}
        for s in transcript.speakers
    }


def build_correction_rows(transcript: Transcript) -> Rows:
    """Return the rows of a transcript's corrections by id."""
    return {c.id: _build_correction_row(c) for c in transcript.corrections}


def update_rows(
    connection: Connection,
    recording: str,
    earlier_transcript: Transcript | None,
    transcript: Transcript,
) -> None:
    """Write the rows that differ between two revisions; all if `earlier_transcript` is None."""
    before, after = (
        build_speaker_rows(earlier_transcript) if earlier_transcript else {},
        build_speaker_rows(transcript),
    )
    if before != after:
        stale = [key for key, row in before.items() if after.get(key) != row]
        named = _add_person_ids(connection, transcript)
        fresh = {key: named[key] for key, row in after.items() if before.get(key) != row}
        _replace_rows(connection, SPEAKERS, recording, stale, fresh)
    changed, gone = find_changed_values(
        earlier_transcript.corrections if earlier_transcript else (), transcript.corrections
    )
    decided = {c.id: _build_correction_row(c) for c in changed}
    _replace_rows(
        connection, CORRECTIONS, recording, [*gone, *decided] if earlier_transcript else (), decided
    )
    index.update_index(connection, recording, earlier_transcript, transcript)


def sync_rows(connection: Connection, recording: str, transcript: Transcript) -> None:
    """Compare the stored rows with a transcript and write those that differ.

    This repairs wrong rows, whatever the cause; correct rows are only read.
    """
    speakers = _add_person_ids(connection, transcript)
    for table, wanted in ((SPEAKERS, speakers), (CORRECTIONS, build_correction_rows(transcript))):
        stored = load_stored_rows(connection, table, recording)
        stale = [key for key, row in stored.items() if wanted.get(key) != row]
        fresh = {key: row for key, row in wanted.items() if stored.get(key) != row}
        _replace_rows(connection, table, recording, stale, fresh)
    index.sync_index(connection, recording, transcript)
    r, doubts = RECORDINGS.c, count_doubts(transcript)
    if connection.scalar(select(r.doubts).where(r.id == recording)) != doubts:
        update_recording_columns(connection, recording, doubts=doubts)


def load_stored_rows(connection: Connection, table: Table, recording: str) -> Rows:
    """Read the rows of a recording by id, without the columns id and recording."""
    columns = [c for c in table.c if c.name != "recording"]
    found = connection.execute(select(*columns).where(table.c.recording == recording))
    rows = [dict(row._mapping) for row in found]
    return {row.pop("id"): row for row in rows}


def _add_person_ids(connection: Connection, transcript: Transcript) -> Rows:
    """Return the rows of speakers, with the ids of their people added."""
    people = ensure_person_ids(connection, (s.name for s in transcript.speakers if s.name))
    return {
        key: {**row, "person": people.get(row["name"] or "")}
        for key, row in build_speaker_rows(transcript).items()
    }


def ensure_person_ids(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """Return the ids of people by name; insert people with new names."""
    wanted = sorted(set(names))
    if not wanted:
        return {}
    known = select(PEOPLE.c.name, PEOPLE.c.id).where(PEOPLE.c.name.in_(wanted))
    found = {row.name: row.id for row in connection.execute(known)}
    if len(found) < len(wanted):
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        new = [{"name": name} for name in wanted if name not in found]
        connection.execute(dialect.insert(PEOPLE).values(new).on_conflict_do_nothing())
        found = {row.name: row.id for row in connection.execute(known)}
    return found


def update_recording_columns(connection: Connection, recording: str, **values: Any) -> None:
    """Update columns of a recording."""
    connection.execute(update(RECORDINGS).where(RECORDINGS.c.id == recording).values(**values))


def _build_correction_row(correction: Correction) -> Mapping[str, Any]:
    return {
        "turn": correction.turn,
        "kind": correction.kind,
        "before": correction.before,
        "after": correction.after,
        "start": correction.start,
        "score": correction.score,
        "status": correction.status,
    }


def _replace_rows(
    connection: Connection,
    table: Table,
    recording: str,
    stale: Collection[str],
    rows: Rows,
) -> None:
    if stale:
        mine = and_(table.c.recording == recording, table.c.id.in_(stale))
        connection.execute(delete(table).where(mine))
    if rows:
        new = [{"recording": recording, "id": key, **row} for key, row in rows.items()]
        connection.execute(insert(table), new)
