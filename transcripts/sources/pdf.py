"""Read PDF text with pypdf: join lines to paragraphs, and leave page headers out."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from itertools import dropwhile

from pypdf import PdfReader

from transcripts.errors import UserError
from transcripts.source_transcript import one_line
from transcripts.sources.document import SourceDocument
from transcripts.sources.passages import ReadSource
from transcripts.sources.written import MADE, read_written
from transcripts.text.speaker_labels import begins_with_label

_MOST_BYTES = 32 * 2**20
_MOST_PAGES = 2000
_EDGE = 2
"""Number of lines at the top and bottom of a page that may be its header or footer."""

_REPEATED = 0.5
"""Share of the pages on which a line must occur to be a header or footer."""

_FULL = 0.75
"""A line shorter than this share of the longest lines ends a paragraph, if a sentence ends there.
"""

_ENDS = re.compile(r"[.?!…]['\"”’)\]]*$")
_DIGITS = re.compile(r"\d+")


def matches(document: SourceDocument) -> bool:
    """Check whether the document begins like a PDF."""
    return b"%PDF-" in document.data[:1024]


def read(document: SourceDocument) -> ReadSource:
    """Read the text of all pages, without the title that is in the file's properties.

    In a PDF of tapelog, the lines above the first turn are the title, the programme and the date.

    Raises UserError if the document is damaged, locked, too large, or consists of pictures.
    """
    texts, title, creator = _read_pages(document.data)
    pages = _remove_headers([text.split("\n") for text in texts])
    lines = [line for page in pages for line in page]
    if creator.startswith("tapelog "):
        lines = list(dropwhile(lambda line: not begins_with_label(line), lines)) or lines
    elif title and lines[:1] == [title]:
        del lines[0]
    if MADE in lines:
        del lines[lines.index(MADE) :]
    if not any(any(map(str.isalnum, line)) for line in lines):
        raise UserError("it has no text, only pictures of pages: run text recognition (OCR) first")
    return replace(read_written(_join_paragraphs(lines)), title=title)


def _read_pages(data: bytes) -> tuple[list[str], str | None, str]:
    """Return the text of each page, and the title and the program in the file's properties."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    if len(data) > _MOST_BYTES:
        raise UserError("it has more than 32 MB: save it without its pictures")
    if b"%%EOF" not in data and b"startxref" not in data:
        raise UserError("it is a PDF whose end is missing: copy or download it again")
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UserError("it is protected by a password: save it without a password")
        if len(reader.pages) > _MOST_PAGES:
            raise UserError(f"it has more than {_MOST_PAGES} pages: split it")
        title, creator = _read_property(reader, "title"), _read_property(reader, "creator")
        return [page.extract_text() for page in reader.pages], title or None, creator
    except UserError:
        raise
    except Exception as error:  # a damaged PDF raises many kinds of errors
        raise UserError(f"it is a damaged PDF ({type(error).__name__})") from None


def _read_property(reader: PdfReader, name: str) -> str:
    with suppress(Exception):  # damaged properties do not matter
        return one_line(getattr(reader.metadata, name) or "")
    return ""


def _remove_headers(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Drop headers and footers: lines that recur at page edges, apart from their page numbers."""
    stripped = [[line.strip() for line in page if line.strip()] for page in pages]
    counts = Counter(
        key
        for page in stripped
        for key in {_DIGITS.sub("#", x) for x in [*page[:_EDGE], *page[-_EDGE:]]}
    )
    headers = {k for k, n in counts.items() if n > 1 and n >= _REPEATED * (len(stripped) - 1)}
    return [
        [
            line
            for n, line in enumerate(page)
            if not (min(n, len(page) - 1 - n) < _EDGE and _DIGITS.sub("#", line) in headers)
        ]
        for page in stripped
    ]


def _join_paragraphs(lines: Sequence[str]) -> str:
    """Join lines to paragraphs, which begin at a label, at a time, or after a short line."""
    lengths = sorted(map(len, lines))
    full = _FULL * lengths[int(0.9 * (len(lengths) - 1))]
    text: list[str] = []
    for n, line in enumerate(lines):
        before = lines[n - 1] if n else ""
        ends = len(before) < full and (_ENDS.search(before) or before.endswith(":"))
        text.append("\n\n" if n and (ends or begins_with_label(line)) else "\n" if n else "")
        text.append(line)
    return "".join(text)
