"""Convert the transcripts that podcasters publish to plain text, one line for each turn.

Supports the formats of the tag `podcast:transcript` of the podcast namespace, and any other form
that old transcripts have. Times are dropped, because recognition finds where the words are.
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
"""Media types that can be read; those that preserve the most come first."""


def plain(text: str, kind: str) -> str:
    """Return a transcript as plain text; ValueError if it has no words or is another document.

    Time and memory are proportional to the length of the text, whatever it contains.
    """
    try:
        source = read_source(text.encode("utf-8", "replace"))
    except UserError as error:
        raise ValueError(str(error)) from None
    if source.form == "page" and kind != "text/html":
        raise ValueError("it is a web page")
    if source.form == "text" and kind == "text/plain":
        return text
    labelled = ((f"{turn.label}: " if turn.label else "", turn.written) for turn in source.turns)
    return "".join(f"{label}{written}\n" for label, written in labelled)
