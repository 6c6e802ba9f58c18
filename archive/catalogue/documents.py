"""Store transcripts as documents, and edits as rows."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from transcripts.edits import history
from transcripts.edits.baseline import Baseline
from transcripts.edits.change import AffectedParts, Edit
from transcripts.edits.history import RebasedEdits
from transcripts.edits.kinds.table import parse_change
from transcripts.errors import UserError
from transcripts.formats import json as transcript_json
from transcripts.transcript import Transcript

_CACHED = 4
"""The maximum number of cached documents, enough for a few editors: each works on one transcript
for minutes and saves every few seconds. A document takes some MB per hour of speech.
"""


MOST_BYTES = 256 * 2**20
"""The maximum size of a transcript.json in bytes, because a few compressed MB can expand to
gigabytes. A transcript of a whole day takes a fifth of the limit.
"""

_REMEDY = "restore a backup of the archive"


def build_document_columns(text: str) -> dict[str, Any]:
    """Return a document as database columns: the compressed text and its hash."""
    data = text.encode()
    return {"document": zlib.compress(data), "sha256": hashlib.sha256(data).hexdigest()}


def decompress_document(document: bytes) -> str:
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
def parse_document(document: bytes) -> Transcript:
    """Parse a compressed document as a transcript."""
    return transcript_json.parse(decompress_document(document))


@lru_cache(_CACHED)
def baseline_of_document(document: bytes) -> Baseline:
    """Build the baseline of a document, to which edits are applied."""
    return Baseline.from_transcript(parse_document(document))


@lru_cache(_CACHED)
def rebase_edits_of_documents(
    edits: tuple[Edit, ...], old_document: bytes, new_document: bytes
) -> RebasedEdits:
    """Rebase edits from one machine run onto another."""
    return history.rebase_edits(edits, parse_document(old_document), parse_document(new_document))


def edit_from_row(row: Row[Any]) -> Edit:
    """Build an edit from its row."""
    return Edit(
        id=f"E{row.number}",
        change=parse_change(row.kind, row.parameters),
        author=row.author,
        at=row.at,
        why=row.why,
    )


def build_affected_parts_row(affected_parts: AffectedParts) -> dict[str, Any]:
    """Convert the words and speakers that an edit affects to JSON values."""
    return {
        "words": [list(run) for run in affected_parts.words],
        "changes": sorted(affected_parts.changes),
        "needs": sorted(affected_parts.needs),
    }


def parse_affected_parts(values: Mapping[str, Any]) -> AffectedParts:
    """Parse the words and speakers that an edit affects from JSON values."""
    words: Sequence[Sequence[int]] = values["words"]
    return AffectedParts(
        tuple((first, last) for first, last in words),
        frozenset(values["changes"]),
        frozenset(values["needs"]),
    )
