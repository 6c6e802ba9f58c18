"""Convert published podcast transcripts to plain text, one line per turn.

Supports the formats of the tag `podcast:transcript` and every other form of old text. Times are
dropped, because the words are aligned with the recording later.
"""

from __future__ import annotations

from transcripts.errors import UserError
from transcripts.sources.table import read_source

KINDS = (
    "text/plain",
    "text/vtt",
    "application/x-subrip",
    "application/srt",
    "application/json",
    "text/html",
)
"""Supported media types; those that preserve the most information come first."""


def to_plain_text(text: str, kind: str) -> str:
    """Return a transcript as plain text.

    Raises ValueError if it has no words, or is not of the media type `kind`. Time and memory are
    proportional to the length of the text.
    """
    try:
        source = read_source(text.encode("utf-8", "replace"))
    except UserError as error:
        raise ValueError(str(error)) from None
    if source.form == "page" and kind != "text/html":
        raise ValueError("it is a web page")
    if source.form == "text" and kind == "text/plain":
        return text
    labelled = (
        (f"{turn.label}: " if turn.label else "", turn.text_with_marks) for turn in source.turns
    )
    return "".join(f"{label}{written}\n" for label, written in labelled)
