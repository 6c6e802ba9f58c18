"""Read the transcript that a person gave with a recording, in whatever form it has."""

from __future__ import annotations

from pathlib import Path

from flows.request import read_bytes
from transcripts.errors import UserError
from transcripts.source_transcript import SourceTranscript
from transcripts.sources.table import read_source


def read_old_text(path: Path, what: str = "transcript") -> SourceTranscript:
    """Read a transcript of any form that is known, recognized by its content.

    `what` says in messages what the file is for. Raises UserError if the file is missing, or if it
    cannot be read as words that somebody said.
    """
    data = read_bytes(path, what)
    if not data.strip():
        raise UserError(f"{what} {path} is empty: give a file with text, or leave it out")
    try:
        return read_source(data)
    except UserError as error:
        raise UserError(f"{what} {path}: {error}") from None


def notices_of(source: SourceTranscript | None) -> tuple[str, ...]:
    """Return what to tell a person about an old text: how it was read, and what was doubtful."""
    return tuple(f"the old text: {notice}" for notice in source.notices) if source else ()
