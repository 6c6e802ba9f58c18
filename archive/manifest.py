"""The list of a published folder's files with their sha256: whether they belong together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from transcripts.transcript import Transcript

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Row:
    """One published file."""

    name: str
    bytes: int
    sha256: str


def row(name: str, data: bytes | Path) -> Row:
    """Hash what is published under a name: bytes, or a file of this machine."""
    if isinstance(data, bytes):
        return Row(name, len(data), hashlib.sha256(data).hexdigest())
    with data.open("rb") as file:
        return Row(name, data.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def manifest(transcript: Transcript, rows: Iterable[Row]) -> bytes:
    """List the files, so that anyone can tell whether they belong together."""
    listing = {
        "schema": "tapelog.manifest/1",
        "recording": {"id": transcript.recording.id, "sha256": transcript.recording.sha256},
        "revision": transcript.provenance.options.revision or 0,
        "tapelog": transcript.provenance.tapelog,
        "created": transcript.provenance.created,
        "files": [asdict(row) for row in rows],
    }
    return (json.dumps(listing, indent=2) + "\n").encode()


def listed(folder: Path) -> dict[str, Row]:
    """Give the files that the folder's manifest lists; none where it has no manifest."""
    try:
        rows = json.loads((folder / MANIFEST).read_bytes())["files"]
        found = [Row(str(r["name"]), int(r["bytes"]), str(r["sha256"])) for r in rows]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {row.name: row for row in found if row.name == Path(row.name).name}
