"""Read the old text that belongs to a recording, in any supported form."""

from __future__ import annotations

from pathlib import Path

from flows.request import read_bytes
from transcripts.errors import UserError
from transcripts.source_transcript import SourceTranscript
from transcripts.sources.table import read_source


def read_old_text(path: Path, file_role: str = "transcript") -> SourceTranscript:
    """Read a transcript; its form is detected by its content.

    `file_role` names the file in error messages. Raises UserError if the file is missing or
    does not contain spoken words.
    """
    data = read_bytes(path, file_role)
    if not data.strip():
        raise UserError(
            f"{file_role} {path} is empty: use a file that contains text, or leave it out"
        )
    try:
        return read_source(data)
    except UserError as error:
        raise UserError(f"{file_role} {path}: {error}") from None


def notices_of(source: SourceTranscript | None) -> tuple[str, ...]:
    """Return notices about how an old text was read, and about doubtful parts of it."""
    return tuple(f"the old text: {notice}" for notice in source.notices) if source else ()
