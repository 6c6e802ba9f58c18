"""A hash chain over the edits, which reveals changed, missing or reordered rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from archive.database.tables import EDIT_HASHES, EDITS

_INITIAL = ""
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
    row = {"recording": recording, "number": number, "sha256": edit_hash(former or _INITIAL, edit)}
    connection.execute(insert(EDIT_HASHES).values(row))


def edits_with_wrong_hash(connection: Connection, recording: str) -> Iterator[int]:
    """Yield the numbers of edits with a wrong or missing hash."""
    mine = select(EDIT_HASHES).where(EDIT_HASHES.c.recording == recording)
    stored = {row.number: row.sha256 for row in connection.execute(mine)}
    edits = select(EDITS).where(EDITS.c.recording == recording).order_by(EDITS.c.number)
    former = _INITIAL
    for edit in connection.execute(edits):
        # Continue from the stored hash, so that only the damaged row is reported, not all after it.
        if stored.get(edit.number) != edit_hash(former, edit):
            yield edit.number
        former = stored.pop(edit.number, _INITIAL)
    yield from sorted(stored)


def edit_hash(previous_hash: str, edit: Row[Any]) -> str:
    """Return the hash of an edit; `previous_hash` is the hash of the edit before it."""
    values = [previous_hash, *(getattr(edit, column.name) for column in EDITS.c)]
    text = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
