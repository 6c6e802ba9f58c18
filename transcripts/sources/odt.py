"""Read OpenDocument text (odt): its paragraphs and headings."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from transcripts.sources.bounded_xml import attribute, parse_xml, tag_name
from transcripts.sources.document import SourceDocument
from transcripts.sources.packed import is_packed, unpack_part
from transcripts.sources.passages import ReadSource
from transcripts.sources.written import read_written

_MAIN = "content.xml"
_LEFT_OUT = ("tracked-changes", "annotation", "note", "sequence-decls")
_MOST_SPACES = 100


def matches(document: SourceDocument) -> bool:
    """Check for a ZIP file that contains OpenDocument's content."""
    return is_packed(document.data) and unpack_part(document.data, _MAIN) is not None


def read(document: SourceDocument) -> ReadSource:
    """Read the text of a document; notes, comments and deleted text are left out."""
    root = parse_xml(unpack_part(document.data, _MAIN) or b"")
    return read_written("\n\n".join(filter(None, _read_paragraphs(root))))


def _read_paragraphs(element: Element) -> Iterator[str]:
    for inner in element:
        kind = tag_name(inner)
        if kind in ("p", "h"):
            yield "".join(_read_text(inner)).strip()
        elif kind not in _LEFT_OUT:
            yield from _read_paragraphs(inner)


def _read_text(element: Element) -> Iterator[str]:
    yield " ".join((element.text or "").split("\n"))
    for inner in element:
        kind = tag_name(inner)
        if kind == "tab":
            yield "\t"
        elif kind == "line-break":
            yield "\n"
        elif kind == "s":
            count = attribute(inner, "c") or "1"
            yield " " * (min(int(count), _MOST_SPACES) if count.isdecimal() else 1)
        elif kind not in _LEFT_OUT:
            yield from _read_text(inner)
        yield inner.tail or ""
