"""Check an archive for inconsistencies in its files, in its catalogue, and between the two."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from archive.catalogue.current import Snapshot, read_snapshot
from archive.catalogue.documents import decompress_document
from archive.catalogue.enrolment import embeddings_are_current, find_damaged_embeddings
from archive.catalogue.rows import build_correction_rows, build_speaker_rows
from archive.database.connection import Catalogue
from archive.database.edit_hashes import edits_with_wrong_hash
from archive.database.integrity import find_damage
from archive.database.tables import CORRECTIONS, EDITS, RECORDINGS, SPEAKERS, TRANSCRIPTS
from archive.publishing.publish import SILENCED, build_manifest_header
from archive.search import index
from archive.search.integrity import full_text_index_is_whole
from archive.storage.files import check_reachable
from archive.storage.manifest import MANIFEST, read_listed_files
from archive.storage.published import TRANSCRIPT, read_transcript, verify
from transcripts.doubts import count_doubts
from transcripts.errors import UserError
from transcripts.formats import json as transcript_json
from transcripts.withholding import remove_withheld

_DAMAGED = "is damaged ({}): restore a backup, or import the newest export"


@dataclass(frozen=True, slots=True)
class Problem:
    """An inconsistency, and how to repair it."""

    location: str
    description: str

    def __str__(self) -> str:
        return f"{self.location}: {self.description}"


def check(catalogue: Catalogue) -> Iterator[Problem]:
    """Check every recording, document, edit and file; changes nothing."""
    check_reachable(catalogue.archive)
    damaged = [Problem("the catalogue", _DAMAGED.format(what)) for what in find_damage(catalogue)]
    yield from damaged
    if damaged:
        return  # checking the files makes no sense with a damaged database
    folders: dict[str, Path] = {}
    with catalogue.reading() as connection:
        for row in connection.execute(select(RECORDINGS).order_by(RECORDINGS.c.id)).all():
            folders[row.id] = catalogue.folder(row.folder)
            yield from _check_recording(connection, row)
            yield from _check_folder(connection, catalogue, row)
        if index.count_strays(connection):
            yield Problem("the index", "has words without a passage: run `tapelog archive reindex`")
        if connection.dialect.name == "sqlite" and not full_text_index_is_whole(connection):
            yield Problem("the index", "is damaged: run `tapelog archive reindex`")
    yield from _find_stray_files(catalogue, folders)


def _check_recording(connection: Connection, row: Row[Any]) -> Iterator[Problem]:
    damaged = list(check_documents(connection, row))
    yield from damaged
    yield from _check_edit_numbers(connection, row)
    if damaged:
        return
    try:
        now = read_snapshot(connection, row.id)
    except (UserError, KeyError, ValueError) as error:
        yield Problem(row.id, f"its edits cannot be replayed ({error}): restore a backup")
        return
    yield from _check_derived_rows(connection, row, now)


def check_documents(connection: Connection, row: Row[Any]) -> Iterator[Problem]:
    """Check the stored transcripts of a recording: their runs, hashes and recording ids."""
    mine = select(TRANSCRIPTS).where(TRANSCRIPTS.c.recording == row.id)
    stored = connection.execute(mine.order_by(TRANSCRIPTS.c.revision)).all()
    runs = [document.run for document in stored if document.origin == "machine"]
    if runs != list(range(1, row.run + 1)):
        yield Problem(row.id, f"has the machine runs {runs}, but its row counts {row.run}")
    for document in stored:
        what = f"the {document.origin} transcript of revision {document.revision}"
        try:
            text = decompress_document(document.document)
            stored_transcript = transcript_json.parse(text)
        except UserError as error:
            yield Problem(row.id, f"{what} cannot be read ({error})")
            continue
        about, made = stored_transcript.recording, stored_transcript.provenance
        if document.created != made.created:
            yield Problem(row.id, f"{what} has another date than its row: restore a backup")
        if hashlib.sha256(text.encode()).hexdigest() != document.sha256:
            yield Problem(row.id, f"{what} does not match its sha256")
        if about.id != row.id:
            yield Problem(row.id, f"{what} belongs to another recording, {about.id}")


def _check_edit_numbers(connection: Connection, row: Row[Any]) -> Iterator[Problem]:
    """Check that no edit or revision number is missing."""
    edits = connection.execute(
        select(EDITS.c.number, EDITS.c.revision)
        .where(EDITS.c.recording == row.id)
        .order_by(EDITS.c.number)
    ).all()
    if [edit.number for edit in edits] != list(range(1, row.edits + 1)):
        yield Problem(row.id, f"has {len(edits)} edits, but its row counts {row.edits}")
    for number in edits_with_wrong_hash(connection, row.id):
        yield Problem(row.id, f"its edit E{number} was changed after it was saved")
    if row.revision != row.edits + row.run - 1:
        yield Problem(
            row.id, f"has revision {row.revision}, which does not fit its {row.edits} edits"
        )
    if row.published is not None and row.published > row.revision:
        yield Problem(
            row.id, f"has published revision {row.published}, but its newest is {row.revision}"
        )


def _check_derived_rows(
    connection: Connection, row: Row[Any], snapshot: Snapshot
) -> Iterator[Problem]:
    """Check the rows that are derived from the current transcript."""
    transcript = snapshot.applied.transcript
    about = transcript.recording
    for name in ("sha256", "file", "title", "programme", "date", "duration"):
        if getattr(row, name) != getattr(about, name):
            yield Problem(row.id, f"its {name} differs from its transcript: restore a backup")
    for table, wanted in (
        (SPEAKERS, build_speaker_rows(transcript)),
        (CORRECTIONS, build_correction_rows(transcript)),
    ):
        if _load_rows(connection, table, row.id) != wanted:
            yield Problem(
                row.id,
                f"its {table.name} differ from its transcript: run "
                f"`tapelog archive publish {row.id}`",
            )
    if not index.is_consistent(connection, row.id, transcript):
        yield Problem(
            row.id,
            "its search index differs from its transcript: run `tapelog archive reindex`",
        )
    if row.doubts != count_doubts(transcript):
        yield Problem(
            row.id, f"has {count_doubts(transcript)} doubts, but its row counts {row.doubts}"
        )
    if not embeddings_are_current(connection, row.id, snapshot):
        yield Problem(
            row.id,
            "its voiceprints use unconfirmed turns or lack confirmed ones: run "
            f"`tapelog archive publish {row.id}`",
        )

    for number in find_damaged_embeddings(connection, row.id):
        yield Problem(row.id, f"its voiceprint {number} is damaged: restore a backup")


def _load_rows(connection: Connection, table: Table, recording: str) -> dict[str, dict[str, Any]]:
    columns = [c for c in table.c if c.name not in ("recording", "person")]
    found = connection.execute(select(*columns).where(table.c.recording == recording))
    rows = [dict(row._mapping) for row in found]
    return {row.pop("id"): row for row in rows}


def _check_folder(connection: Connection, catalogue: Catalogue, row: Row[Any]) -> Iterator[Problem]:
    """Check the published files of a recording."""
    folder = catalogue.folder(row.folder)
    if row.published is None:
        yield Problem(row.id, f"was not published: run `tapelog archive publish {row.id}`")
        return
    try:
        found = verify(folder)
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (UserError, OSError) as error:
        yield Problem(row.id, str(error))
        return
    for what, names in (
        ("is missing", found.missing),
        ("does not match its sha256", found.changed),
    ):
        yield from (Problem(str(folder / name), what) for name in names)
    for name in found.extra:
        what = (
            "was left behind by a killed run"
            if name.startswith(".")
            else "does not belong to the recording"
        )
        yield Problem(str(folder / name), f"{what}: remove it")
    if manifest.get("recording", {}).get("id") != row.id:
        yield Problem(str(folder), f"has the files of another recording, not of {row.id}")
    elif manifest.get("revision", 0) != row.published:
        yield Problem(
            str(folder),
            f"has revision {manifest.get('revision', 0)}, but the catalogue has "
            f"{row.published}: run `tapelog archive publish {row.id}`",
        )
    elif not (found or _is_manifest_current(folder, manifest)):
        yield Problem(
            str(folder / MANIFEST),
            f"differs from the files: run `tapelog archive publish {row.id}`",
        )
    elif not found.missing and _find_published_sha256(connection, row) != _hash_file(
        folder / TRANSCRIPT
    ):
        yield Problem(str(folder / TRANSCRIPT), "differs from the transcript in the catalogue")


def _is_manifest_current(folder: Path, manifest: Mapping[str, Any]) -> bool:
    """Check whether a manifest has the same content as a newly built one.

    Two parts are not compared: the whole manifest of a withheld recording, which lists no files,
    and the key for silenced audio.
    """
    if manifest.get("files") == []:
        return True
    files = read_listed_files(folder).values()
    wanted = build_manifest_header(read_transcript(folder))
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    known = {key: value for key, value in manifest.items() if key != SILENCED}
    return known == {**wanted, "files": [asdict(file) for file in files]} and all(
        sizes.get(file.name) == file.bytes for file in files
    )


def _find_published_sha256(connection: Connection, row: Row[Any]) -> str | None:
    """Return the sha256 that the published transcript must have; None if nothing is published."""
    stored = connection.execute(
        select(TRANSCRIPTS.c.sha256, TRANSCRIPTS.c.document).where(
            TRANSCRIPTS.c.recording == row.id,
            TRANSCRIPTS.c.revision == row.published,
            TRANSCRIPTS.c.origin == ("published" if row.published else "machine"),
        )
    ).first()
    if stored is None:
        return None
    try:
        transcript = transcript_json.parse(decompress_document(stored.document))
    except UserError:  # `check_documents` reports the damage
        return str(stored.sha256)
    if not transcript.withheld:
        return str(stored.sha256)
    shown = remove_withheld(transcript)
    if shown is None:
        return None
    return hashlib.sha256(transcript_json.render(shown).encode()).hexdigest()


def _hash_file(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _find_stray_files(catalogue: Catalogue, folders: Mapping[str, Path]) -> Iterator[Problem]:
    """Find folders that belong to no recording, and files left behind by killed processes."""
    published = catalogue.archive / "published"
    for path in sorted(published.iterdir()) if published.is_dir() else []:
        if path.name.startswith("."):
            yield Problem(str(path), "was left behind by a killed run: remove it")
        elif path.name not in folders and path not in folders.values():
            yield Problem(str(path), "belongs to no recording in the catalogue")
        elif path not in folders.values():
            now = folders[path.name]
            yield Problem(
                str(path),
                f"is out of date, because its recording is now published in {now}: remove it",
            )
    for path in sorted(catalogue.archive.glob(".*")):
        yield Problem(str(path), "was left behind by a killed run: remove it")
