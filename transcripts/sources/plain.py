"""Read text without markup, as typed, or as Otter, Trint, Descript and Rev export it."""

from __future__ import annotations

import re

from transcripts.errors import UserError
from transcripts.sources import scored
from transcripts.sources.bounded_xml import root_name
from transcripts.sources.document import SourceDocument
from transcripts.sources.passages import ReadSource
from transcripts.sources.written import MADE, read_written

MOST_LETTERS = 1000
"""Largest number of characters in a word.

The longest URLs have a few hundred. Longer words are not speech, and searching them for names takes
time that grows quadratically with their length.
"""

_LONG_WORD = re.compile(rf"\S{{{MOST_LETTERS + 1}}}")
_OTHERS = ("[Script Info]", "<?xml", "<!DOCTYPE", "--- ", "Dialogue: ")
"""The beginnings of other kinds of text: SubStation Alpha, XML, diffs."""

EDIT_LIST = re.compile(r"TITLE:.*\s+FCM:")
"""The beginning of a CMX 3600 edit decision list."""

_MARKED_LABEL = re.compile(r"^\*\*([^*\n:]{1,100})\*\*( \([^()\n]{1,100}\))?:", re.MULTILINE)
_ESCAPED = re.compile(r"\\([^\w\s])")
_HEADING = re.compile(r"^#{1,6} .*$", re.MULTILINE)
_MADE = re.compile(rf"^#{{1,6}} {MADE}$.*", re.MULTILINE | re.DOTALL)
_EXPORTED = re.compile(r"Transcribed by https?://\S+|\[?END OF TRANSCRIPT\]?", re.IGNORECASE)
_JSON = re.compile(r'[\[{]\s*(?:[\[{]|"[^"\n]{0,80}"\s*[:,])')


def matches(document: SourceDocument) -> bool:
    """Check for plain text, which excludes text in a markup language."""
    start = document.first_characters
    if not document.is_text or document.json is not None or _JSON.match(start):
        return False
    other = start.startswith(_OTHERS) or EDIT_LIST.match(start)
    return not (root_name(start) or other or scored.is_rttm(document))


def read(document: SourceDocument) -> ReadSource:
    """Read the text as typed.

    Raises UserError if a word is too long.
    """
    if longest := find_long_word(document.text):
        raise UserError(
            f"it has a word of more than {MOST_LETTERS} letters, {longest[:20]!r}...: export it as "
            "plain text"
        )
    return read_written(_remove_markdown(document.text))


def find_long_word(text: str) -> str | None:
    """Return the first word that is too long to be spoken, or None."""
    longest = _LONG_WORD.search(text)
    return longest[0] if longest else None


def _remove_markdown(text: str) -> str:
    """Remove Markdown headings, and the text between the title and the first label.

    A last line such as "Transcribed by https://..." or "END OF TRANSCRIPT" is also removed.
    """
    text = text.strip()
    body, _, last = text.rpartition("\n")
    if _EXPORTED.fullmatch(last):
        text = body
    if not _MARKED_LABEL.search(text):
        return text
    first = _MARKED_LABEL.search(text)
    if first and text.lstrip().startswith("#"):
        text = text[first.start() :]
    text = _HEADING.sub("", _MADE.sub("", text))
    text = _MARKED_LABEL.sub(lambda m: f"**{m[1]}{m[2] or ''}:**", text)
    return _ESCAPED.sub(r"\1", text)
