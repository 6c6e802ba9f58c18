"""Check an archive for inconsistencies in its files, in its catalogue, and between the two."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Table, select, text
from sqlalchemy.exc import DBAPIError

from archive.catalogue.current import Current, read
from archive.catalogue.documents import unpacked
from archive.catalogue.enrolment import embeddings_are_current
from archive.catalogue.rows import correction_rows, speaker_rows
from archive.database.connection import Catalogue
from archive.database.edit_hashes import wrong
from archive.database.index_tables import TOKENS
from archive.database.tables import CORRECTIONS, EDITS, METADATA, RECORDINGS, SPEAKERS, TRANSCRIPTS
from archive.search import index
from archive.storage.files import check_reachable
from archive.storage.manifest import MANIFEST
from archive.storage.published import TRANSCRIPT, verify
from transcripts.doubts import count
from transcripts.errors import UserError
from transcripts.formats import json as transcript_json


@dataclass(frozen=True, slots=True)
class Problem:
    """An inconsistency, and how to repair it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def check(catalogue: Catalogue) -> Iterator[Problem]:
    """Check every recording, document, edit and file. Changes nothing."""
    check_reachable(catalogue.archive)
    damage = list(_database(catalogue))
    yield from damage
    if damage:
        return  # rows of a damaged database are no basis for checking the files
    folders: dict[str, Path] = {}
    with catalogue.reading() as connection:
        for row in connection.execute(select(RECORDINGS).order_by(RECORDINGS.c.id)).all():
            folders[row.id] = catalogue.folder(row.folder)
            yield from _recording(connection, row)
            yield from _folder(connection, catalogue, row)
        if index.strays(connection):
            yield Problem("the index", "has words of nothing: `tapelog archive reindex`")
        if connection.dialect.name == "sqlite" and not _full_text_index_is_whole(connection):
            yield Problem("the index", "is damaged: `tapelog archive reindex`")
    yield from _strays(catalogue, folders)


def _database(catalogue: Catalogue) -> Iterator[Problem]:
    """Run the database's own checks: pages, indexes, references between rows."""
    what = "is damaged ({}): put back a backup of it, or import the newest export"
    try:
        if catalogue.engine.dialect.name == "sqlite":
            with catalogue.reading() as connection:
                for (found,) in connection.exec_driver_sql("PRAGMA integrity_check(20)").all():
                    if found != "ok":
                        yield Problem("the catalogue", what.format(found))
                for row in connection.exec_driver_sql("PRAGMA foreign_key_check").all()[:20]:
                    yield Problem("the catalogue", what.format(f"a row of {row[0]} is of nothing"))
        else:
            yield from _amcheck(catalogue, what)
        with catalogue.reading() as connection:
            for table in METADATA.sorted_tables:
                for _ in connection.execute(select(table)).yield_per(100):
                    pass  # the check is to read every row
    except (DBAPIError, UserError, ValueError, TypeError) as error:
        reason = getattr(error, "orig", None) or error
        yield Problem("the catalogue", what.format(" ".join(str(reason).split())[:200]))


def _amcheck(catalogue: Catalogue, what: str) -> Iterator[Problem]:
    """Check PostgreSQL's indexes, if the extension amcheck is installed."""
    with catalogue.reading() as connection:
        there = text("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'")
        if connection.scalar(there) is None:
            return
        indexes = text(
            "SELECT c.oid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "JOIN pg_am a ON a.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE a.amname = 'btree' AND n.nspname = current_schema()"
        )
        names = list(connection.scalars(indexes))
    for name in names:
        try:
            with catalogue.reading() as connection:
                connection.execute(text("SELECT bt_index_check(CAST(:n AS regclass))"), {"n": name})
        except DBAPIError as error:
            yield Problem("the catalogue", what.format(str(error.orig).splitlines()[0]))


def _full_text_index_is_whole(connection: Connection) -> bool:
    """Run FTS5's integrity check, which locks writers out, on a temporary copy of the catalogue."""
    source = connection.connection.driver_connection
    with tempfile.TemporaryDirectory(prefix="tapelog-check-") as scratch:
        copy = sqlite3.connect(Path(scratch) / "copy.sqlite")
        try:
            source.backup(copy)  # type: ignore[union-attr]
            copy.execute(f"INSERT INTO {TOKENS}({TOKENS}) VALUES ('integrity-check')")
        except sqlite3.DatabaseError:
            return False
        finally:
            copy.close()
    return True


def _recording(connection: Connection, row: Row[Any]) -> Iterator[Problem]:
    damaged = list(documents(connection, row))
    yield from damaged
    yield from _numbers(connection, row)
    if damaged:
        return
    try:
        now = read(connection, row.id)
    except UserError as error:
        yield Problem(row.id, f"its edits cannot be replayed ({error})")
        return
    yield from _followers(connection, row, now)


def documents(connection: Connection, row: Row[Any]) -> Iterator[Problem]:
    """Check the stored transcripts of a recording: their runs, hashes and recording ids."""
    mine = select(TRANSCRIPTS).where(TRANSCRIPTS.c.recording == row.id)
    kept = connection.execute(mine.order_by(TRANSCRIPTS.c.revision)).all()
    runs = [document.run for document in kept if document.origin == "machine"]
    if runs != list(range(1, row.run + 1)):
        yield Problem(row.id, f"has the machine's runs {runs}, and says that it has {row.run}")
    for document in kept:
        what = f"the {document.origin} transcript of revision {document.revision}"
        try:
            text = unpacked(document.document)
            about = transcript_json.parse(text).recording
        except (zlib.error, UnicodeDecodeError, UserError) as error:
            yield Problem(row.id, f"{what} cannot be read ({error})")
            continue
        if hashlib.sha256(text.encode()).hexdigest() != document.sha256:
            yield Problem(row.id, f"{what} does not have its sha256")
        if about.id != row.id:
            yield Problem(row.id, f"{what} is of another recording, {about.id}")


def _numbers(connection: Connection, row: Row[Any]) -> Iterator[Problem]:
    """Check that no edit or revision number is missing."""
    edits = connection.execute(
        select(EDITS.c.number, EDITS.c.revision)
        .where(EDITS.c.recording == row.id)
        .order_by(EDITS.c.number)
    ).all()
    if [edit.number for edit in edits] != list(range(1, row.edits + 1)):
        yield Problem(row.id, f"has {len(edits)} edits, and says that it has {row.edits}")
    for number in wrong(connection, row.id):
        yield Problem(row.id, f"its edit E{number} is not as it was saved")
    if row.revision != row.edits + row.run - 1:
        yield Problem(row.id, f"is at revision {row.revision} after {row.edits} edits")
    if row.published is not None and row.published > row.revision:
        yield Problem(row.id, f"shows revision {row.published} and has {row.revision}")


def _followers(connection: Connection, row: Row[Any], now: Current) -> Iterator[Problem]:
    """Check the rows derived from the current transcript."""
    transcript = now.applied.transcript
    about = transcript.recording
    for name in ("sha256", "file", "title", "programme", "date", "duration"):
        if getattr(row, name) != getattr(about, name):
            yield Problem(row.id, f"its {name} is not that of its transcript: put back a backup")
    for table, wanted in (
        (SPEAKERS, speaker_rows(transcript)),
        (CORRECTIONS, correction_rows(transcript)),
    ):
        if _rows(connection, table, row.id) != wanted:
            yield Problem(
                row.id,
                f"its {table.name} are not those of its transcript: "
                f"`tapelog archive publish {row.id}`",
            )
    if not index.agrees(connection, row.id, transcript):
        yield Problem(
            row.id,
            "the index of its words is not that of its transcript: `tapelog archive reindex`",
        )
    if row.doubts != count(transcript):
        yield Problem(row.id, f"has {count(transcript)} doubts, and says that it has {row.doubts}")
    if not embeddings_are_current(connection, row.id, now):
        yield Problem(
            row.id,
            "its voiceprints count turns that are not confirmed, or miss some that are: "
            f"`tapelog archive publish {row.id}`",
        )


def _rows(connection: Connection, table: Table, recording: str) -> dict[str, dict[str, Any]]:
    columns = [c for c in table.c if c.name not in ("recording", "person")]
    found = connection.execute(select(*columns).where(table.c.recording == recording))
    rows = [dict(row._mapping) for row in found]
    return {row.pop("id"): row for row in rows}


def _folder(connection: Connection, catalogue: Catalogue, row: Row[Any]) -> Iterator[Problem]:
    """Check the published files of a recording."""
    folder = catalogue.folder(row.folder)
    if row.published is None:
        yield Problem(row.id, f"was not published: `tapelog archive publish {row.id}`")
        return
    try:
        found = verify(folder)
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (UserError, OSError) as error:
        yield Problem(row.id, str(error))
        return
    for what, names in (("is missing", found.missing), ("does not have its sha256", found.changed)):
        yield from (Problem(str(folder / name), what) for name in names)
    for name in found.extra:
        what = "was left by a run that was killed" if name.startswith(".") else "is nobody's"
        yield Problem(str(folder / name), f"{what}: remove it")
    if manifest.get("recording", {}).get("id") != row.id:
        yield Problem(str(folder), f"has the files of another recording than {row.id}")
    elif manifest.get("revision", 0) != row.published:
        yield Problem(
            str(folder),
            f"shows revision {manifest.get('revision', 0)}, and the catalogue says "
            f"{row.published}: `tapelog archive publish {row.id}`",
        )
    elif not found.missing and _kept(connection, row) != _digest(folder / TRANSCRIPT):
        yield Problem(str(folder / TRANSCRIPT), "is not the transcript that the archive keeps")


def _kept(connection: Connection, row: Row[Any]) -> str | None:
    """Return the sha256 of the stored transcript of the published revision."""
    origin = "published" if row.published else "machine"
    digest: str | None = connection.scalar(
        select(TRANSCRIPTS.c.sha256).where(
            TRANSCRIPTS.c.recording == row.id,
            TRANSCRIPTS.c.revision == row.published,
            TRANSCRIPTS.c.origin == origin,
        )
    )
    return digest


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _strays(catalogue: Catalogue, folders: Mapping[str, Path]) -> Iterator[Problem]:
    """Find folders that belong to no recording, and files left behind by killed processes."""
    published = catalogue.archive / "published"
    for path in sorted(published.iterdir()) if published.is_dir() else []:
        if path.name.startswith("."):
            yield Problem(str(path), "was left by a run that was killed: remove it")
        elif path.name not in folders and path not in folders.values():
            yield Problem(str(path), "is of no recording in the catalogue")
        elif path not in folders.values():
            now = folders[path.name]
            yield Problem(str(path), f"is out of date, published in {now} since: remove it")
    for path in sorted(catalogue.archive.glob(".*")):
        yield Problem(str(path), "was left by a run that was killed: remove it")
