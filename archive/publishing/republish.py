"""Publish a recording at its newest revision, and record which revision was published."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import select

from archive.catalogue.current import (
    Snapshot,
    load_snapshot,
    newest_published_change,
    read_snapshot,
    recording_row,
)
from archive.catalogue.enrolment import refresh_embeddings
from archive.catalogue.ingest import ingest, store_transcript
from archive.catalogue.open import open_catalogue
from archive.catalogue.rows import sync_rows, update_recording_columns
from archive.catalogue.withholding import list_withheld
from archive.database.connection import Catalogue, lock, publication_lock
from archive.database.tables import TRANSCRIPTS
from archive.publishing.publish import Source, publish
from archive.storage.files import check_reachable
from archive.storage.manifest import MANIFEST
from archive.storage.originals import remove_originals, require_original
from archive.storage.outside import check_outside_folder, record_outside_folder
from transcripts.transcript import Transcript


def ingest_and_publish(
    transcript: Transcript,
    audio: Path | None,
    folder: Path,
    archive: Path,
    source: Source | None = None,
) -> Transcript:
    """Ingest a transcript and publish it; return the published transcript.

    `source` is a transcript made elsewhere that was adopted; it is published as an additional file.
    `audio` is None for a transcript without a recording.
    The published transcript includes all edits that still apply, even those of earlier runs.
    """
    with open_catalogue(archive) as catalogue:
        return ingest_into(catalogue, transcript, audio, folder, source)


def ingest_into(
    catalogue: Catalogue,
    transcript: Transcript,
    audio: Path | None,
    folder: Path,
    source: Source | None = None,
) -> Transcript:
    """Ingest and publish like `ingest_and_publish`, in an open catalogue."""
    now = ingest(catalogue, transcript, folder)
    record_outside_folder(catalogue.archive, transcript.recording.id, folder)
    return _publish(catalogue, now, audio, folder, source)


def republish(catalogue: Catalogue, recording: str, out: Path | None = None) -> tuple[int, Path]:
    """Publish a recording's current transcript; return the revision and the folder.

    The revision is the latest at which something changed that published files show.
    `out` becomes the folder of the recording's files. The audio is taken from the previous
    publication. The catalogue's derived rows are also rewritten. Raises UserError if the audio is
    missing, or if a copy of an archive would publish to the folder of the original.
    """
    check_reachable(catalogue.archive)
    load_snapshot(
        catalogue, recording
    )  # fills the cache before the lock is taken, because this is slow
    with catalogue.writing() as connection:
        lock(connection, recording)
        row = recording_row(connection, recording)
        former = catalogue.folder(row.folder)
        folder = out.absolute() if out else former
        if not out:
            check_outside_folder(catalogue.archive, recording, folder)
        now = read_snapshot(connection, recording)
        sync_rows(connection, recording, now.applied.transcript)
        refresh_embeddings(connection, recording, now)
        # Edits that published files do not show, such as a record of what an editor has heard, make
        # no new version for readers.
        version = max(newest_published_change(now), row.published or 0)
        now = read_snapshot(connection, recording, version, row.revision)
    has_sound = now.transcript.recording.has_sound
    audio = require_original(catalogue.archive, recording, former) if has_sound else None
    _publish(catalogue, now, audio, folder)
    return now.revision, folder


def _publish(
    catalogue: Catalogue,
    snapshot: Snapshot,
    audio: Path | None,
    folder: Path,
    source: Source | None = None,
) -> Transcript:
    """Write the files, then store the transcript and the published revision."""
    transcript = snapshot.transcript
    recording = transcript.recording.id
    with publication_lock(catalogue, recording):
        publish(transcript, audio, folder, source, catalogue.archive)
        if not transcript.withheld:
            remove_originals(catalogue.archive, recording, folder)
    mine = TRANSCRIPTS.c.recording == recording, TRANSCRIPTS.c.revision == snapshot.revision
    with catalogue.writing() as connection:
        lock(connection, recording)
        stored = select(TRANSCRIPTS.c.run).where(*mine, TRANSCRIPTS.c.origin == "published")
        if snapshot.revision > 0 and connection.scalar(stored) is None:
            store_transcript(
                connection,
                transcript,
                revision=snapshot.revision,
                run=snapshot.run,
                origin="published",
            )
        columns = {
            "published": _read_published_revision(folder),
            "folder": catalogue.stored_path(folder),
        }
        update_recording_columns(connection, recording, **columns)
        record_outside_folder(catalogue.archive, recording, folder)
    if any(not entry.is_published for entry in list_withheld(catalogue, recording)):
        republish(catalogue, recording)  # somebody withheld something meanwhile
    return transcript


def _read_published_revision(folder: Path) -> int:
    """Return the revision of the files in a folder; another publisher may have replaced them."""
    revision: int = json.loads((folder / MANIFEST).read_bytes())["revision"]
    return revision
