"""Store transcripts as documents, and edits as rows."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from transcripts.edits.baseline import Baseline
from transcripts.edits.change import AffectedParts, Edit
from transcripts.edits.history import RebasedEdits, rebase
from transcripts.edits.kinds.table import parse_change
from transcripts.errors import UserError
from transcripts.formats import json as transcript_json
from transcripts.transcript import Transcript

_CACHED = 4
"""Most cached documents, enough for a few editors, each of whom works on one transcript for minutes
and saves every few seconds. A document takes some MB per hour of speech.
"""


MOST_BYTES = 256 * 2**20
"""Most bytes of a transcript.json.

A transcript of a whole day takes a fifth of that, but a few compressed kB can expand to gigabytes.
"""

_REMEDY = "restore a backup of the archive"


def packed(text: str) -> dict[str, Any]:
    """Return a document as database columns: the compressed text and its hash."""
    data = text.encode()
    return {"document": zlib.compress(data), "sha256": hashlib.sha256(data).hexdigest()}


def unpacked(document: bytes) -> str:
    """Decompress a document.

    Raises UserError if it is damaged. A document larger than `MOST_BYTES` counts as damaged.
    """
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(document, MOST_BYTES).decode()
    except (zlib.error, UnicodeDecodeError) as error:
        raise UserError(f"a stored transcript is damaged ({error}): {_REMEDY}") from None
    if not unpacking.eof:
        raise UserError(
            f"a stored transcript is cut off, or has more than {MOST_BYTES} bytes: {_REMEDY}"
        )
    return text


@lru_cache(_CACHED)
def parsed(document: bytes) -> Transcript:
    """Parse a compressed document as a transcript."""
    return transcript_json.parse(unpacked(document))


@lru_cache(_CACHED)
def baseline(document: bytes) -> Baseline:
    """Build the baseline of a document, to which edits are applied."""
    return Baseline.of(parsed(document))


@lru_cache(_CACHED)
def rebased(edits: tuple[Edit, ...], old_document: bytes, new_document: bytes) -> RebasedEdits:
    """Rebase edits from one machine run onto another."""
    return rebase(edits, parsed(old_document), parsed(new_document))


def edit_of(row: Row[Any]) -> Edit:
    """Build an edit from its row."""
    return Edit(
        id=f"E{row.number}",
        change=parse_change(row.kind, row.parameters),
        author=row.author,
        at=row.at,
        why=row.why,
    )


def touched_row(touched: AffectedParts) -> dict[str, Any]:
    """Convert what an edit affects to JSON values."""
    return {
        "words": [list(run) for run in touched.words],
        "changes": sorted(touched.changes),
        "needs": sorted(touched.needs),
    }


def touched_of(values: Mapping[str, Any]) -> AffectedParts:
    """Parse what an edit affects from JSON values."""
    words: Sequence[Sequence[int]] = values["words"]
    return AffectedParts(
        tuple((first, last) for first, last in words),
        frozenset(values["changes"]),
        frozenset(values["needs"]),
    )
