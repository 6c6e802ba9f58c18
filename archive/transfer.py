"""Export an archive to one file and import it again: published files and catalogue rows.

The file is a plain tar: published/<recording>/<file>, catalogue.jsonl with one row per line, and
last archive.json with the sha256 of everything before it. It does not depend on the database, so an
archive can move from SQLite to PostgreSQL and back.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import secrets
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from sqlalchemy import Connection, LargeBinary, Row, Table, func, insert, select, text

from archive.catalogue.migrate import NEWEST
from archive.catalogue.open import Catalogue
from archive.catalogue.tables import METADATA, PEOPLE, RECORDINGS, VOICEPRINTS
from archive.files import settle, unwritable
from archive.manifest import MANIFEST
from archive.places import check_reachable, put, remote
from archive.search.reindex import fill
from archive.verify import verify
from transcripts.errors import UserError

SCHEMA = "tapelog.archive/1"
_ROWS, _LIST = "catalogue.jsonl", "archive.json"
_BATCH = 500
_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Transferred:
    """What was exported or imported."""

    recordings: int
    files: int


def export_archive(catalogue: Catalogue, path: Path) -> Transferred:
    """Write an archive to a file, atomically.

    UserError if a published file has changed since it was published, or the file cannot be written.
    """
    check_reachable(catalogue.archive)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with catalogue.reading() as connection, draft.open("xb") as file:
            exported = _pack(catalogue, connection, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        settle(path.absolute().parent)
    except OSError as error:
        raise unwritable(path.absolute().parent, error) from None
    finally:
        draft.unlink(missing_ok=True)
    return exported


@dataclass(slots=True)
class _Pack:
    tar: tarfile.TarFile
    listed: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, data: IO[bytes], size: int) -> None:
        """Add a file and record its size and sha256."""
        info = tarfile.TarInfo(name)
        info.size = size
        hashing = _Hashing(data)
        self.tar.addfile(info, hashing)
        self.listed.append({"name": name, "bytes": size, "sha256": hashing.sha256.hexdigest()})


class _Hashing:
    """A reader that hashes what passes through it."""

    def __init__(self, data: IO[bytes]) -> None:
        self.data, self.sha256 = data, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.data.read(size)
        self.sha256.update(chunk)
        return chunk


def _pack(catalogue: Catalogue, connection: Connection, file: IO[bytes]) -> Transferred:
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        pack = _Pack(tar)
        recordings = connection.execute(select(RECORDINGS).order_by(RECORDINGS.c.id)).all()
        for row in recordings:
            if row.published is not None:
                _pack_folder(catalogue, row, pack)
        files = len(pack.listed)
        rows = b"".join(_lines(connection))
        pack.add(_ROWS, io.BytesIO(rows), len(rows))
        listing = {"schema": SCHEMA, "tables": NEWEST, "files": pack.listed}
        data = (json.dumps(listing, indent=1) + "\n").encode()
        pack.add(_LIST, io.BytesIO(data), len(data))
    return Transferred(len(recordings), files)


def _pack_folder(catalogue: Catalogue, row: Row[Any], pack: _Pack) -> None:
    folder = catalogue.folder(row.folder)
    found = verify(folder)
    if found.missing or found.changed:
        raise UserError(
            f"{folder} has changed since it was published: see `tapelog archive check`, then "
            f"`tapelog archive publish {row.id}`"
        )
    names = {path.name for path in folder.iterdir()} - set(found.extra)
    for name in sorted(names):
        path = folder / name
        with path.open("rb") as data:
            pack.add(f"published/{row.id}/{name}", data, path.stat().st_size)


def _lines(connection: Connection) -> Iterator[bytes]:
    """Serialize every row of every table, referenced tables first."""
    for table in METADATA.sorted_tables:
        for row in connection.execute(select(table).order_by(*table.primary_key)):
            values = dict(row._mapping)
            for column in table.c:
                if isinstance(column.type, LargeBinary):
                    values[column.name] = base64.b64encode(values[column.name]).decode()
            line = json.dumps({"table": table.name, "row": values}, ensure_ascii=False)
            yield line.encode() + b"\n"


def import_archive(catalogue: Catalogue, path: Path) -> Transferred:
    """Import an exported archive into an empty one: everything or nothing.

    Every sha256 is checked before a file is moved into place. UserError if the file is incomplete
    or damaged, or the archive is not empty.
    """
    check_reachable(catalogue.archive)
    try:
        with _stage(catalogue.archive) as stage:
            listing = _extract(path, stage)
            with catalogue.writing() as connection:
                recordings = _insert(connection, stage / _ROWS)
                fill(connection)
                _place(catalogue.archive, stage)
    except tarfile.TarError as error:
        raise UserError(
            f"{path} is not an archive that tapelog exported, or is cut off ({error}): export it "
            "again"
        ) from None
    except FileNotFoundError:
        raise UserError(f"{path} does not exist: check the path") from None
    return Transferred(recordings, len(listing) - 1)


@contextmanager
def _stage(archive: Path) -> Iterator[Path]:
    """Yield an empty staging folder: on the archive's disk, or a temporary one for a URL."""
    if remote(archive):
        with TemporaryDirectory(prefix="tapelog-") as scratch:
            yield Path(scratch)
        return
    stage = archive / f".importing-{secrets.token_hex(4)}"
    stage.mkdir(parents=True)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _extract(path: Path, stage: Path) -> dict[str, str]:
    """Unpack the files and check them against archive.json; return sha256 by name."""
    found: dict[str, str] = {}
    with tarfile.open(path, mode="r:") as tar:
        for member in tar:
            data = tar.extractfile(member) if member.isreg() else None
            if data is None or not _expected(member.name) or member.name in found:
                raise UserError(
                    f"{path} has {member.name!r}, which does not belong in an exported archive"
                )
            found[member.name] = _save(data, stage / member.name)
    found.pop(_LIST, None)
    if not (stage / _LIST).exists():
        raise UserError(
            f"{path} is not an archive that tapelog exported, or is cut off: export it again"
        )
    listing = json.loads((stage / _LIST).read_bytes())
    if listing.get("schema") != SCHEMA or listing.get("tables") != NEWEST:
        raise UserError(
            f"{path} is {listing.get('schema')} with tables {listing.get('tables')}, but this "
            f"tapelog reads {SCHEMA} with tables {NEWEST}: import it with the version that wrote it"
        )
    listed = {row["name"]: row["sha256"] for row in listing["files"]}
    for name in sorted(listed.keys() | found.keys()):
        if listed.get(name) != found.get(name):
            raise UserError(f"{path} is damaged: {name} does not have its sha256; export it again")
    return listed


def _expected(name: str) -> bool:
    parts = name.split("/")
    plain = all(part not in ("", ".", "..") and part == Path(part).name for part in parts)
    return name in (_ROWS, _LIST) or (len(parts) == 3 and parts[0] == "published" and plain)


def _save(data: IO[bytes], target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    sha256 = hashlib.sha256()
    with target.open("xb") as file:
        while chunk := data.read(_CHUNK):
            sha256.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return sha256.hexdigest()


def _insert(connection: Connection, path: Path) -> int:
    """Insert the rows; return the number of recordings."""
    if connection.scalar(select(func.count()).select_from(RECORDINGS)):
        raise UserError("the archive has recordings already: import into an empty one (--archive)")
    tables = {table.name: table for table in METADATA.sorted_tables}
    batch: list[dict[str, Any]] = []
    current: Table | None = None
    recordings = 0
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            values = json.loads(line)
            table = tables[values["table"]]
            if table is not current or len(batch) == _BATCH:
                _flush(connection, current, batch)
                current, batch = table, []
            batch.append(_row(table, values["row"]))
            recordings += table is RECORDINGS
    _flush(connection, current, batch)
    _reset_sequences(connection)
    return recordings


def _row(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    for column in table.c:
        if isinstance(column.type, LargeBinary):
            values[column.name] = base64.b64decode(values[column.name])
    return {**values, "folder": f"published/{values['id']}"} if table is RECORDINGS else values


def _flush(connection: Connection, table: Table | None, batch: list[dict[str, Any]]) -> None:
    if table is not None and batch:
        connection.execute(insert(table), batch)


def _reset_sequences(connection: Connection) -> None:
    """Set PostgreSQL's sequences past the imported ids."""
    if connection.dialect.name == "postgresql":
        for table in (PEOPLE, VOICEPRINTS):
            newest = f"(SELECT coalesce(max(id), 0) + 1 FROM {table.name})"
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {newest}, false)"
                )
            )


def _place(archive: Path, stage: Path) -> None:
    """Move the published folders into the archive; move all back if one cannot be moved."""
    home, moved = archive / "published", []
    if not remote(home):
        home.mkdir(exist_ok=True)
    try:
        for folder in sorted((stage / "published").glob("*/")):
            target = home / folder.name
            if target.exists():
                raise UserError(
                    f"{target} exists but is not in the catalogue: move it away, then import again"
                )
            moved.append(target)
            _move(folder, target)
        if not remote(home):
            settle(home)
    except BaseException:
        for target in moved:
            _move_back(target, stage / "published" / target.name)
        raise


def _move(folder: Path, target: Path) -> None:
    """Move a staged folder into the archive; on a URL the manifest is uploaded last."""
    if not remote(target):
        folder.rename(target)
        return
    files: dict[str, bytes | Path] = {path.name: path for path in sorted(folder.iterdir())}
    last = {MANIFEST: files.pop(MANIFEST)}
    put(target, files)
    put(target, last)


def _move_back(target: Path, folder: Path) -> None:
    """Undo `_move`, even a partial one."""
    if not remote(target):
        if target.exists():
            target.rename(folder)
        return
    for name in [path.name for path in folder.iterdir()]:
        (target / name).unlink(missing_ok=True)
