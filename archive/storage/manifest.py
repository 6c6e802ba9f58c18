"""The manifest of a published folder: its files with their sha256, to tell whether they match."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One published file; `bytes` is its size."""

    name: str
    bytes: int
    sha256: str


def file_entry(name: str, data: bytes | Path) -> FileEntry:
    """Hash what is published under a name: bytes, or a file on this machine."""
    if isinstance(data, bytes):
        return FileEntry(name, len(data), hashlib.sha256(data).hexdigest())
    with data.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileEntry(name, data.stat().st_size, digest)


def render_manifest(header: Mapping[str, Any], files: Iterable[FileEntry]) -> bytes:
    """Serialize a manifest: the header, then the list of files."""
    listing = {**header, "files": [asdict(entry) for entry in files]}
    return (json.dumps(listing, indent=2) + "\n").encode()


def listed_files(folder: Path) -> dict[str, FileEntry]:
    """Return the entries of a folder's manifest by name; empty without a readable manifest.

    Names that would lead out of the folder are left out.
    """
    try:
        rows = json.loads((folder / MANIFEST).read_bytes())["files"]
        found = [FileEntry(str(r["name"]), int(r["bytes"]), str(r["sha256"])) for r in rows]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {entry.name: entry for entry in found if entry.name == Path(entry.name).name}
