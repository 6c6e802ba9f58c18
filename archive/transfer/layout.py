"""Define the layout of an exported archive, and which parts of it an import accepts.

The file is an ordinary tar with published/<recording>/<file>, originals/<recording>/<file> for
recordings with withheld parts, catalogue.jsonl with one row per line, and archive.json with the
sha256 of every other file. It does not depend on the kind of database, so an archive can move from
SQLite to PostgreSQL and back.

Jobs and file paths are not included: rows from somebody else could otherwise choose what this
machine runs, and which of its files it reads or replaces.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archive.storage.manifest import MANIFEST
from archive.storage.originals import ORIGINALS
from archive.storage.published import is_source
from archive.storage.sounds import is_sound
from transcripts.formats.table import FORMATS
from transcripts.identifiers import is_identifier

SCHEMA = "tapelog.archive/1"
ROWS, LISTING = "catalogue.jsonl", "archive.json"

LOCAL = frozenset({"files", "host_faults", "identity", "left_out", "work"})
"""Tables that only concern this machine: not exported, and skipped if an older export has them."""

DERIVED = frozenset({"speakers", "corrections"})
"""Tables derived from transcripts and edits, which an import computes again."""

TEXTS = frozenset(
    {"index.html", "repairs.html", "repairs.txt", MANIFEST, *(f.file for f in FORMATS)}
)
"""The file names of published texts. The audio is named `audio`, with a known extension."""


@dataclass(frozen=True, slots=True)
class TransferResult:
    """The number of recordings and published files that were exported or imported.

    `damaged` has one text for each recording with missing or changed files. The text names the
    files that the export lacks.
    """

    recordings: int
    files: int
    damaged: tuple[str, ...] = ()


def is_expected(name: str) -> bool:
    """Check whether an export may contain a file with this name."""
    if name in (ROWS, LISTING):
        return True
    home, _, rest = name.partition("/")
    recording, _, file = rest.partition("/")
    is_original = is_sound(file) or is_source(file)
    known = {"published": is_original or file in TEXTS, ORIGINALS: is_original or file == MANIFEST}
    return is_identifier(recording) and known.get(home, False)


def portable_row(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row without the paths of the exporting machine.

    Arrivals keep their sha256 and feed episodes their guid, so that nothing is processed twice
    after a move.
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
