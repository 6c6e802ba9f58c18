"""A hash chain over the edits, which reveals changed, missing or moved rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from archive.database.tables import EDIT_HASHES, EDITS

_FIRST = ""
"""The initial value of a recording's chain, before its first edit."""


def add_hash(connection: Connection, recording: str, number: int) -> None:
    """Store the hash of an edit that was just inserted."""
    edit = connection.execute(
        select(EDITS).where(EDITS.c.recording == recording, EDITS.c.number == number)
    ).one()
    former = connection.scalar(
        select(EDIT_HASHES.c.sha256).where(
            EDIT_HASHES.c.recording == recording, EDIT_HASHES.c.number == number - 1
        )
    )
    row = {"recording": recording, "number": number, "sha256": chained(former or _FIRST, edit)}
    connection.execute(insert(EDIT_HASHES).values(row))


def wrong(connection: Connection, recording: str) -> Iterator[int]:
    """Yield the numbers of edits with a wrong or missing hash."""
    mine = select(EDIT_HASHES).where(EDIT_HASHES.c.recording == recording)
    kept = {row.number: row.sha256 for row in connection.execute(mine)}
    edits = select(EDITS).where(EDITS.c.recording == recording).order_by(EDITS.c.number)
    former = _FIRST
    for edit in connection.execute(edits):
        # Chain to the stored hash, so that only the damaged row is reported, not all rows after it.
        if kept.get(edit.number) != chained(former, edit):
            yield edit.number
        former = kept.pop(edit.number, _FIRST)
    yield from sorted(kept)


def chained(former: str, edit: Row[Any]) -> str:
    """Return the hash of an edit that follows the one with the hash `former`."""
    values = [former, *(getattr(edit, column.name) for column in EDITS.c)]
    text = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
