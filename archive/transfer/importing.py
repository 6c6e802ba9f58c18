"""Import an exported archive into an empty one, as data only: no code in it is run.

An export is untrusted. Only audio files and adopted transcripts are copied, under names that no
browser executes; all pages and texts are published again from the stored transcripts. Rows are
validated against the tables of their version, paths are dropped (`layout.portable_row`), and rows
derived from transcripts and edits are computed again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Table, func, insert, select, text

from archive.catalogue.current import read_snapshot
from archive.catalogue.documents import decompress_document, edit_from_row, parse_affected_parts
from archive.catalogue.reindex import optimize_index
from archive.catalogue.rows import sync_rows
from archive.check import check_documents
from archive.database.connection import Catalogue
from archive.database.edit_hashes import edits_with_wrong_hash
from archive.database.tables import EDITS, METADATA, PEOPLE, RECORDINGS, TRANSCRIPTS, VOICEPRINTS
from archive.publishing.publish import build_manifest_header, render_files
from archive.storage.files import check_free_space, check_reachable, storage_of
from archive.storage.local import write_synced
from archive.storage.manifest import MANIFEST, file_entry, render_manifest
from archive.storage.originals import ORIGINALS
from archive.storage.published import TRANSCRIPT, is_source
from archive.storage.sounds import choose_sound, find_sound
from archive.transfer.layout import DERIVED, LOCAL, ROWS, TransferResult, portable_row
from archive.transfer.rows import staged_rows
from archive.transfer.unpacking import unpack
from transcripts.errors import UserError
from transcripts.formats import json as transcript_json
from transcripts.identifiers import is_identifier
from transcripts.withholding import remove_withheld

_BATCH = 500

_HOMES = ("published", ORIGINALS)
"""The folders that have a subfolder for each recording, in an export and in an archive."""


def import_archive(catalogue: Catalogue, path: Path) -> TransferResult:
    """Import an export into an empty archive, completely or not at all.

    Raises UserError if the export is damaged or contains anything unexpected, or if the archive is
    not empty.
    """
    check_reachable(catalogue.archive)
    if not path.is_file():
        what = "is not a file" if path.exists() else "does not exist"
        raise UserError(f"{path} {what}: check the path")
    with storage_of(catalogue.archive).staging(catalogue.archive) as staging_folder:
        check_free_space(staging_folder, path.stat().st_size)
        listing = unpack(path, staging_folder)
        with (
            staged_rows(staging_folder / ROWS, staging_folder, listing.tables) as rows,
            catalogue.writing() as connection,
        ):
            _check_empty(connection)
            recordings = _copy_rows(rows, connection)
            _check_folders(connection, staging_folder)
            files = sum(
                _import_recording(connection, recording, staging_folder) for recording in recordings
            )
            optimize_index(connection)
            _move_into_archive(catalogue.archive, staging_folder)
    return TransferResult(len(recordings), files)


def _check_empty(connection: Connection) -> None:
    if connection.scalar(select(func.count()).select_from(RECORDINGS)):
        raise UserError(
            "the archive already has recordings: import into an empty archive (--archive FOLDER)"
        )


def _copy_rows(rows: Connection, connection: Connection) -> list[str]:
    """Copy the portable rows; return the ids of the recordings."""
    recordings = {r.id: r.sha256 for r in rows.execute(select(RECORDINGS))}
    for recording in recordings:
        if not is_identifier(recording):
            raise UserError(f"the export has a recording with the invalid id {recording[:80]!r}")
    for table in METADATA.sorted_tables:
        if table.name not in LOCAL | DERIVED:
            _copy_table(rows, connection, table, frozenset(recordings.values()))
    _advance_sequences(connection)
    return sorted(recordings)


def _copy_table(
    rows: Connection, connection: Connection, table: Table, imported_ids: frozenset[str]
) -> None:
    """Copy a table, without arrivals and episodes whose recordings are not imported."""
    seen: set[tuple[Any, ...]] = set()
    batch: list[dict[str, Any]] = []
    for found in rows.execute(select(table).order_by(*table.primary_key)):
        values = portable_row(table.name, dict(found._mapping))
        key = tuple(values[column.name] for column in table.primary_key)
        if key in seen or (
            table.name in ("arrivals", "episodes") and values["sha256"] not in imported_ids
        ):
            continue
        seen.add(key)
        batch.append(values)
        if len(batch) == _BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)


def _advance_sequences(connection: Connection) -> None:
    """Advance PostgreSQL's sequences past the imported numbers."""
    if connection.dialect.name == "postgresql":
        for table in (PEOPLE, VOICEPRINTS):
            newest = f"(SELECT coalesce(max(id), 0) + 1 FROM {table.name})"
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {newest}, false)"
                )
            )


def _import_recording(connection: Connection, recording: str, staging_folder: Path) -> int:
    """Check a recording, compute its derived rows and publish it; return the number of files."""
    found = connection.execute(select(RECORDINGS).where(RECORDINGS.c.id == recording)).one()
    try:
        for problem in check_documents(connection, found):
            raise UserError(str(problem))
        _check_edits(connection, recording)
        now = read_snapshot(connection, recording).applied.transcript
        about = now.recording
        if (about.id, about.sha256) != (found.id, found.sha256):
            raise UserError("its row and its transcript belong to different recordings")
        sync_rows(connection, recording, now)
        _write_manifest_of_originals(staging_folder / ORIGINALS / recording)
        return _publish_imported(connection, found, staging_folder)
    except (UserError, ValueError, KeyError, TypeError, RecursionError) as error:
        reason = " ".join(str(error).split())[:300] or type(error).__name__
        raise UserError(f"{recording} of the export cannot be imported: {reason}") from None


def _check_edits(connection: Connection, recording: str) -> None:
    """Raise an error unless every edit can be parsed and matches its stored hash."""
    for edit in connection.execute(select(EDITS).where(EDITS.c.recording == recording)):
        edit_from_row(edit)
        parse_affected_parts(edit.touched)
    for number in edits_with_wrong_hash(connection, recording):
        raise UserError(f"its edit E{number} was changed after it was saved")


def _write_manifest_of_originals(folder: Path) -> None:
    """Write the manifest of a recording's originals, if it has any."""
    if folder.is_dir():
        (folder / MANIFEST).unlink(missing_ok=True)
        rows = [file_entry(path.name, path) for path in sorted(folder.iterdir())]
        header = {"recording": {"id": folder.name}}
        write_synced(folder / MANIFEST, render_manifest(header, rows))


def _publish_imported(connection: Connection, recording_row: Row[Any], staging_folder: Path) -> int:
    """Publish a recording's files again, together with its audio; return their number."""
    if recording_row.published is None:
        return 0
    folder = staging_folder / "published" / recording_row.id
    document = _load_published_document(connection, recording_row)
    transcript = transcript_json.parse(document)
    shown = remove_withheld(transcript)
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    sound = choose_sound(names) if shown else None
    needs_sound = transcript.recording.has_sound
    if shown and sound is None and needs_sound:
        raise UserError("it was published, but its audio is missing")
    if (
        needs_sound
        and transcript.withheld
        and find_sound(staging_folder / ORIGINALS / recording_row.id) is None
    ):
        raise UserError("parts of it are withheld, but its original audio is missing")
    folder.mkdir(parents=True, exist_ok=True)
    # An adopted transcript is a copy of somebody's file, which cannot be made again.
    copied = [n for n in names if n == sound or (is_source(n) and not transcript.withheld)]
    for name in set(names).difference(copied):
        (folder / name).unlink()
    files: dict[str, str | bytes] = {}
    if shown:
        files |= render_files(shown, sound)
    if not transcript.withheld:
        files[TRANSCRIPT] = document
    for name, made in files.items():
        write_synced(folder / name, made if isinstance(made, bytes) else made.encode())
    rows = [file_entry(name, folder / name) for name in (*files, *copied)]
    write_synced(folder / MANIFEST, render_manifest(build_manifest_header(transcript), rows))
    return len(rows) + 1


def _load_published_document(connection: Connection, recording: Row[Any]) -> str:
    """Return the transcript.json of the published revision."""
    document = connection.scalar(
        select(TRANSCRIPTS.c.document).where(
            TRANSCRIPTS.c.recording == recording.id,
            TRANSCRIPTS.c.revision == recording.published,
            TRANSCRIPTS.c.origin == ("published" if recording.published else "machine"),
        )
    )
    if document is None:
        raise UserError(f"it has no transcript of the published revision {recording.published}")
    return decompress_document(document)


def _check_folders(connection: Connection, staging_folder: Path) -> None:
    """Raise UserError if the export has files of a recording that is not published."""
    published = select(RECORDINGS.c.id).where(RECORDINGS.c.published.is_not(None))
    known = set(connection.scalars(published))
    found = {path.name for home in _HOMES for path in (staging_folder / home).glob("*")}
    for name in sorted(found - known):
        raise UserError(f"the export has files of {name}, which is not a published recording")


def _move_into_archive(archive: Path, staging_folder: Path) -> None:
    """Move the folders with files into the archive; if one fails, move all of them back."""
    storage = storage_of(archive)
    moved: list[tuple[Path, Path]] = []
    try:
        for folder in sorted(
            path for home in _HOMES for path in (staging_folder / home).glob("*/")
        ):
            target = archive / folder.parent.name / folder.name
            if target.exists():
                raise UserError(
                    f"{target} exists but is not in the catalogue: move it away, then import again"
                )
            moved.append((target, folder))
            storage.move_in(folder, target)
    except BaseException:
        for target, folder in moved:
            storage.move_back(target, folder)
        raise
