"""What an exported archive has in it, and what of that an import takes.

The file is a plain tar: published/<recording>/<file>, catalogue.jsonl with a row a line, and at the
end archive.json with the sha256 of everything before it. It does not depend on the database, so
that an archive can move from SQLite to PostgreSQL and back.

Work, and where files lie, stay on the machine that they are of: a row of them that came from
somebody else would say what this machine is to run, and which of its files to read or replace.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archive.storage.manifest import MANIFEST
from archive.storage.sounds import is_sound
from transcripts.formats.table import FORMATS
from transcripts.identifiers import is_identifier

SCHEMA = "tapelog.archive/1"
ROWS, LISTING = "catalogue.jsonl", "archive.json"

LOCAL = frozenset({"files", "work"})
"""Tables of this machine alone: not exported, and skipped in an older export that has them."""

DERIVED = frozenset({"speakers", "corrections"})
"""Tables that follow from transcripts and edits: an import derives them anew."""

TEXTS = frozenset(
    {"index.html", "repairs.html", "repairs.txt", MANIFEST, *(f.file for f in FORMATS)}
)
"""The names under which texts are published; the sound's is `audio` with a known extension."""


@dataclass(frozen=True, slots=True)
class Transferred:
    """How many recordings and published files were exported or imported."""

    recordings: int
    files: int


def is_expected(name: str) -> bool:
    """Whether an export can have a file of this name."""
    if name in (ROWS, LISTING):
        return True
    home, _, rest = name.partition("/")
    recording, _, file = rest.partition("/")
    known = file in TEXTS or is_sound(file)
    return home == "published" and is_identifier(recording) and known


def portable(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row without the paths of the machine that it comes from.

    What was published is still known by its sha256, and which episodes of a feed were downloaded by
    their guid, so that nothing is done twice after a move.
    """
    if table == "recordings":
        return {**row, "folder": f"published/{row['id']}"}
    if table == "arrivals":
        facts = hashlib.sha256("\n".join(sorted(row["facts"])).encode()).hexdigest()
        return {**row, "path": f"imported/{row['sha256']}/{facts[:16]}"}
    if table == "episodes":
        return {**row, "file": "", "transcript": None}
    if table == "feeds":
        return {**row, "etag": None, "modified": None}
    return dict(row)
