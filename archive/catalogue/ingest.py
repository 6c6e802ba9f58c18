"""Ingest a transcript into the catalogue; edits of earlier runs are kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from archive.catalogue.current import Snapshot, read_snapshot
from archive.catalogue.documents import build_document_columns, parse_document
from archive.catalogue.enrolment import delete_stale_embeddings, refresh_embeddings
from archive.catalogue.rows import build_metadata_row, update_recording_columns, update_rows
from archive.database.connection import Catalogue, lock
from archive.database.tables import RECORDINGS, TRANSCRIPTS
from transcripts.doubts import count_doubts
from transcripts.formats import json as transcript_json
from transcripts.transcript import Transcript


def ingest(catalogue: Catalogue, transcript: Transcript, folder: Path) -> Snapshot:
    """Store a new transcript and return it with all edits that still apply.

    `folder` is where its files will be published. Ingesting the same transcript again changes
    nothing. A new machine run on a known recording adds a revision, and earlier edits are rebased
    onto it.
    """
    # Derive all rows from the stored document, in which numbers are rounded.
    document = build_document_columns(transcript_json.render(transcript))
    transcript = parse_document(document["document"])
    recording = transcript.recording.id
    with catalogue.writing() as connection:
        lock(connection, recording)
        row = connection.execute(select(RECORDINGS).where(RECORDINGS.c.id == recording)).first()
        values = _build_row_values(transcript, catalogue.stored_path(folder))
        if row is None:
            _store_first_run(connection, transcript, document, values)
        elif not _is_same_as_before(connection, recording, transcript):
            _store_new_run(connection, row, transcript, document, values)
        else:
            edited = build_metadata_row(read_snapshot(connection, recording).applied.transcript)
            update_recording_columns(connection, recording, **{**values, **edited})
        return read_snapshot(connection, recording)


def _build_row_values(transcript: Transcript, folder: str) -> dict[str, Any]:
    about = transcript.recording
    return {
        "file": about.file,
        "title": about.title,
        "programme": about.programme,
        "date": about.date,
        "duration": about.duration,
        "folder": folder,
    }


def _store_first_run(
    connection: Connection,
    transcript: Transcript,
    document: dict[str, Any],
    values: dict[str, Any],
) -> None:
    row = {
        **values,
        "id": transcript.recording.id,
        "sha256": transcript.recording.sha256,
        "entered": transcript.provenance.created,
        "revision": 0,
        "run": 1,
        "edits": 0,
        "doubts": count_doubts(transcript),
        "published": None,
    }
    connection.execute(insert(RECORDINGS).values(row))
    _store_document(connection, transcript, document, revision=0, run=1, origin="machine")
    update_rows(connection, transcript.recording.id, None, transcript)


def _store_new_run(
    connection: Connection,
    row: Row[Any],
    transcript: Transcript,
    document: dict[str, Any],
    values: dict[str, Any],
) -> None:
    former = read_snapshot(connection, row.id).applied.transcript
    revision, run = row.revision + 1, row.run + 1
    _store_document(connection, transcript, document, revision=revision, run=run, origin="machine")
    update_recording_columns(connection, row.id, **values, revision=revision, run=run)
    now = read_snapshot(connection, row.id)
    update_rows(connection, row.id, former, now.applied.transcript)
    edited = build_metadata_row(now.applied.transcript)
    update_recording_columns(
        connection, row.id, doubts=count_doubts(now.applied.transcript), **edited
    )
    refresh_embeddings(connection, row.id, now)
    delete_stale_embeddings(connection, row.id)


def _is_same_as_before(connection: Connection, recording: str, transcript: Transcript) -> bool:
    """Check whether the last run had the same result, ignoring the times of its steps."""
    last = connection.scalar(
        select(TRANSCRIPTS.c.document)
        .where(TRANSCRIPTS.c.recording == recording, TRANSCRIPTS.c.origin == "machine")
        .order_by(TRANSCRIPTS.c.run.desc())
        .limit(1)
    )
    return last is not None and _drop_run_times(parse_document(last)) == _drop_run_times(transcript)


def _drop_run_times(transcript: Transcript) -> Transcript:
    return replace(transcript, provenance=replace(transcript.provenance, created="", steps=()))


def store_transcript(
    connection: Connection, transcript: Transcript, *, revision: int, run: int, origin: str
) -> None:
    """Store a complete transcript, which is never changed or deleted."""
    document = build_document_columns(transcript_json.render(transcript))
    _store_document(connection, transcript, document, revision=revision, run=run, origin=origin)


def _store_document(
    connection: Connection,
    transcript: Transcript,
    document: dict[str, Any],
    *,
    revision: int,
    run: int,
    origin: str,
) -> None:
    row = {
        "recording": transcript.recording.id,
        "revision": revision,
        "origin": origin,
        "run": run,
        "created": transcript.provenance.created,
        **document,
    }
    connection.execute(insert(TRANSCRIPTS).values(row))
