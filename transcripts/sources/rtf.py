"""Read Rich Text Format with striprtf."""

from __future__ import annotations

import re

from transcripts.errors import UserError
from transcripts.sources.document import SourceDocument
from transcripts.sources.passages import ReadSource
from transcripts.sources.written import read_written

_MOST_BYTES = 16 * 2**20
_FIELD = re.compile(r"\{\\\*\\fldinst\b[^{}]{0,2000}(?:\{[^{}]{0,2000}\}[^{}]{0,200}){0,5}\}")
"""The instruction of a field, such as the address of a link.

It is removed, because striprtf's search for links takes quadratic time.
"""


def matches(document: SourceDocument) -> bool:
    """Check whether the document begins like RTF."""
    return document.data.lstrip()[:5] == b"{\\rtf"


def read(document: SourceDocument) -> ReadSource:
    """Read the text of a document.

    Raises UserError if it is too large or damaged.
    """
    from striprtf.striprtf import rtf_to_text

    if len(document.data) > _MOST_BYTES:
        raise UserError("it has more than 16 MB: save it without its pictures")
    try:
        raw = _FIELD.sub("", document.data.decode("latin-1")).replace("\\fldinst", "\\fldtype")
        text: str = rtf_to_text(raw, errors="replace")  # type: ignore[no-untyped-call]
    except Exception as error:  # striprtf raises many kinds of errors
        raise UserError(f"it is damaged RTF ({error})") from None
    return read_written(text.replace("|", "\t"))
