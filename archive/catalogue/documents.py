"""Transcripts as the catalogue keeps them, and edits as rows."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from transcripts.edits.draft import Ground
from transcripts.edits.edit import Edit, change_of
from transcripts.edits.rebase import Rebased, rebase
from transcripts.edits.touched import Touched
from transcripts.formats import json as transcript_json
from transcripts.transcript import Transcript

# An editor works on one transcript for minutes, an edit a few seconds: what was read and replayed
# last is wanted again at once. Four are a few editors; more cost memory, some MB an hour of speech.
_REMEMBERED = 4


def packed(text: str) -> dict[str, Any]:
    """Give a document's columns."""
    data = text.encode()
    return {"document": zlib.compress(data), "sha256": hashlib.sha256(data).hexdigest()}


def unpacked(document: bytes) -> str:
    """Give a document's text."""
    return zlib.decompress(document).decode()


@lru_cache(_REMEMBERED)
def parsed(document: bytes) -> Transcript:
    """Read a document."""
    return transcript_json.parse(unpacked(document))


@lru_cache(_REMEMBERED)
def ground(document: bytes) -> Ground:
    """Work out what edits of a document stand on."""
    return Ground.of(parsed(document))


@lru_cache(_REMEMBERED)
def carried(edits: tuple[Edit, ...], former: bytes, latest: bytes) -> Rebased:
    """Carry edits from one run of the machine to another."""
    return rebase(edits, parsed(former), parsed(latest))


def edit_of(row: Row[Any]) -> Edit:
    """Read an edit of its row."""
    return Edit(
        id=f"E{row.number}",
        change=change_of(row.kind, row.parameters),
        author=row.author,
        at=row.at,
        why=row.why,
    )


def touched_row(touched: Touched) -> dict[str, Any]:
    """Write what an edit touches as JSON."""
    return {
        "words": [list(run) for run in touched.words],
        "changes": sorted(touched.changes),
        "needs": sorted(touched.needs),
    }


def touched_of(values: Mapping[str, Any]) -> Touched:
    """Read what an edit touches."""
    words: Sequence[Sequence[int]] = values["words"]
    return Touched(
        tuple((first, last) for first, last in words),
        frozenset(values["changes"]),
        frozenset(values["needs"]),
    )
