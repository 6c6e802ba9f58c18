"""The manifest of a published folder: its files and their sha256, for fixity checks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
PAGE = "index.html"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A published file in a manifest; `bytes` is its size."""

    name: str
    bytes: int
    sha256: str


def file_entry(name: str, data: bytes | Path) -> FileEntry:
    """Return the manifest entry for a file, given its bytes or a path on this machine."""
    if isinstance(data, bytes):
        return FileEntry(name, len(data), hashlib.sha256(data).hexdigest())
    with data.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileEntry(name, data.stat().st_size, digest)


def render_manifest(header: Mapping[str, Any], files: Iterable[FileEntry]) -> bytes:
    """Serialize a manifest: the header, then the list of files."""
    listing = {**header, "files": [asdict(entry) for entry in files]}
    return (json.dumps(listing, indent=2) + "\n").encode()


def read_listed_files(folder: Path) -> dict[str, FileEntry]:
    """Return the entries of a folder's manifest by name; {} if it cannot be read.

    Names that lead out of the folder are skipped.
    """
    try:
        rows = json.loads((folder / MANIFEST).read_bytes())["files"]
        found = [FileEntry(str(r["name"]), int(r["bytes"]), str(r["sha256"])) for r in rows]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {entry.name: entry for entry in found if entry.name == Path(entry.name).name}
