"""Export a complete archive to one file: its published files and its catalogue.

The export includes everything that is withheld from publication.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, LargeBinary, Row, select

from archive.database.connection import Catalogue
from archive.database.migrate import NEWEST
from archive.database.tables import METADATA, RECORDINGS
from archive.storage.errors import write_error
from archive.storage.files import check_reachable
from archive.storage.local import replacing
from archive.storage.manifest import MANIFEST
from archive.storage.originals import ORIGINALS, originals_folder
from archive.storage.published import verify
from archive.storage.sounds import choose_sound
from archive.transfer.layout import (
    DERIVED,
    LISTING,
    LOCAL,
    ROWS,
    SCHEMA,
    TransferResult,
    portable_row,
)
from transcripts.errors import UserError


def export_archive(catalogue: Catalogue, path: Path) -> TransferResult:
    """Export an archive to a file; if that fails, no file is left behind.

    Published files that are missing or have changed are left out and reported; their recordings
    keep all transcripts and edits. Raises UserError if the export cannot be written.
    """
    check_reachable(catalogue.archive)
    try:
        with replacing(path) as draft, catalogue.reading() as connection, draft.open("xb") as file:
            transferred = _pack_archive(catalogue, connection, file)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise write_error(path.absolute().parent, error) from None
    return transferred


@dataclass(slots=True)
class _Pack:
    tar: tarfile.TarFile
    listed: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, data: IO[bytes], size: int) -> None:
        """Add a file to the export and to its list of hashes."""
        info = tarfile.TarInfo(name)
        info.size = size
        hashing = _Hashing(data)
        self.tar.addfile(info, hashing)
        self.listed.append({"name": name, "bytes": size, "sha256": hashing.sha256.hexdigest()})


class _Hashing:
    """A file object that hashes the data while it is read."""

    def __init__(self, data: IO[bytes]) -> None:
        self.data, self.sha256 = data, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.data.read(size)
        self.sha256.update(chunk)
        return chunk


def _pack_archive(catalogue: Catalogue, connection: Connection, file: IO[bytes]) -> TransferResult:
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        pack = _Pack(tar)
        recordings = connection.execute(select(RECORDINGS).order_by(RECORDINGS.c.id)).all()
        damaged: dict[str, str] = {}
        soundless: set[str] = set()
        for row in recordings:
            if row.published is not None and (missing := _pack_files(catalogue, row, pack)):
                damaged[row.id] = f"{row.id} ({row.file}): {', '.join(missing)}"
                if choose_sound(missing) or missing == EVERYTHING:
                    soundless.add(row.id)
        files = len(pack.listed)
        rows = b"".join(_export_rows(connection, soundless))
        pack.add(ROWS, io.BytesIO(rows), len(rows))
        listing = {"schema": SCHEMA, "tables": NEWEST, "files": pack.listed}
        data = (json.dumps(listing, indent=1) + "\n").encode()
        pack.add(LISTING, io.BytesIO(data), len(data))
    return TransferResult(len(recordings), files, tuple(damaged.values()))


EVERYTHING = ["all files"]
"""Reported as missing from an export if a recording has no readable manifest."""


def _pack_files(catalogue: Catalogue, row: Row[Any], package: _Pack) -> list[str]:
    """Pack the published files and the originals of a recording; return names of missing files."""
    missing = _pack_folder(catalogue.folder(row.folder), f"published/{row.id}", package)
    originals = originals_folder(catalogue.archive, row.id)
    if (originals / MANIFEST).exists():
        missing += _pack_folder(originals, f"{ORIGINALS}/{row.id}", package)
    return missing


def _pack_folder(folder: Path, folder_in_package: str, package: _Pack) -> list[str]:
    """Pack the files that are unchanged since they were stored; return the names of the others.

    If its audio is missing, no file of the folder is packed: an import needs the audio, and makes
    all other files again.
    """
    try:
        found = verify(folder)
    except (UserError, OSError):
        return EVERYTHING
    missing = {*found.missing, *found.changed}
    if choose_sound(missing):
        return sorted(missing)
    names = {path.name for path in folder.iterdir()} - set(found.extra) - missing
    for name in sorted(names):
        path = folder / name
        with path.open("rb") as data:
            package.add(f"{folder_in_package}/{name}", data, path.stat().st_size)
    return sorted(missing)


def _export_rows(connection: Connection, soundless: set[str]) -> Iterator[bytes]:
    """Yield the rows of all portable tables as lines; referenced tables come first.

    Recordings without audio are marked as unpublished in the export, because an import could not
    publish them.
    """
    for table in METADATA.sorted_tables:
        if table.name in LOCAL | DERIVED:
            continue
        for row in connection.execute(select(table).order_by(*table.primary_key)):
            values = portable_row(table.name, dict(row._mapping))
            if table is RECORDINGS and row.id in soundless:
                values["published"] = None
            for column in table.c:
                if isinstance(column.type, LargeBinary):
                    values[column.name] = base64.b64encode(values[column.name]).decode()
            line = json.dumps({"table": table.name, "row": values}, ensure_ascii=False)
            yield line.encode() + b"\n"
