"""Read web pages: the visible text, with the times and speakers that Podcasting 2.0 marks up."""

from __future__ import annotations

import re

from transcripts.errors import UserError
from transcripts.sources.document import SourceDocument
from transcripts.sources.page_text import page_text
from transcripts.sources.passages import ReadSource
from transcripts.sources.written import read_written

_PAGE = re.compile(
    r"(?:<!--[^>]{0,500}-->\s*)*<(?:!doctype html|html|head|body|cite|p|div)\b", re.I
)
_LABEL = re.compile(r"^([^\n]{1,60}:)\n(?=[^\n])", re.MULTILINE)
_OURS = re.compile(r"<meta name=\"?generator\"? content=\"?tapelog", re.I)


def matches(document: SourceDocument) -> bool:
    """Check whether the document begins like a web page."""
    return bool(_PAGE.match(document.first_characters))


def read(document: SourceDocument) -> ReadSource:
    """Read the visible text.

    Raises UserError for a page that tapelog published, because its transcript.json contains more.
    """
    if _OURS.search(document.text[:20_000]):
        raise UserError("it is a page that tapelog published: use the transcript.json beside it")
    lines = (" ".join(line.split()) for line in page_text(document.text).split("\n"))
    text = "".join(f"{line}\n" for line in lines if line)
    return read_written(_LABEL.sub(r"\1 ", text))
