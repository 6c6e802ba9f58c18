"""Unpack an export: accept only expected files, and verify each against the list of hashes."""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from archive.transfer.layout import LISTING, SCHEMA, is_expected
from transcripts.errors import UserError

_CHUNK = 2**20
_MOST_LISTING_BYTES = 512 * 2**20
"""The maximum size of archive.json in bytes: room for three million files."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The contents of archive.json: the version of the tables, and the sha256 of files by name."""

    tables: str
    files: Mapping[str, str]


def unpack(path: Path, staging_folder: Path) -> Listing:
    """Unpack the files of an export into the empty folder `staging_folder`.

    Raises UserError if the file is not a tapelog export, is truncated or damaged, or contains
    anything unexpected.
    """
    found: dict[str, str] = {}
    try:
        with tarfile.open(path, mode="r:") as tar:
            for member in tar:
                found[member.name] = _save_member(path, tar, member, staging_folder, found)
    except (
        tarfile.TarError,
        EOFError,
        ValueError,
    ) as error:  # raised by tarfile for malformed numbers
        raise UserError(
            f"{path} is not an exported tapelog archive, or is truncated ({error}): export it again"
        ) from None
    if LISTING not in found:
        raise UserError(
            f"{path} is not an exported tapelog archive, or is truncated: export it again"
        )
    del found[LISTING]
    listing = _read_listing(path, staging_folder / LISTING)
    for name in sorted(listing.files.keys() | found.keys()):
        if listing.files.get(name) != found.get(name):
            raise UserError(
                f"{path} is damaged: {name} is missing or does not match the sha256 in "
                f"{LISTING}; export the archive again"
            )
    return listing


def _save_member(
    path: Path,
    tar: tarfile.TarFile,
    member: tarfile.TarInfo,
    staging_folder: Path,
    digests: Mapping[str, str],
) -> str:
    """Extract one file and return its sha256."""
    whole = member.isreg() and member.sparse is None  # a sparse file could claim to have any size
    data = tar.extractfile(member) if whole else None
    if data is None or not is_expected(member.name) or member.name in digests:
        raise UserError(
            f"{path} has {member.name[:200]!r}, which does not belong in an exported archive"
        )
    return _copy_stream(data, staging_folder / member.name)


def _copy_stream(data: IO[bytes], target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    sha256 = hashlib.sha256()
    with target.open("xb") as file:
        while chunk := data.read(_CHUNK):
            sha256.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return sha256.hexdigest()


def _read_listing(path: Path, listing: Path) -> Listing:
    damaged = UserError(f"{path} is damaged: {LISTING} cannot be read; export the archive again")
    if listing.stat().st_size > _MOST_LISTING_BYTES:
        raise damaged
    try:
        values: Any = json.loads(listing.read_bytes())
        schema, tables = values.get("schema"), values.get("tables")
        files = {str(row["name"]): str(row["sha256"]) for row in values["files"]}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise damaged from None
    if schema != SCHEMA or not isinstance(tables, str):
        raise UserError(
            f"{path} has the format {schema!r} and the table version {tables!r}, but this version "
            f"of tapelog reads {SCHEMA!r}: import it with the version that exported it"
        )
    return Listing(tables, files)
