"""Read Word documents (docx): their paragraphs, also in tables, with tracked insertions."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from transcripts.sources.bounded_xml import attribute, parse_xml, tag_name
from transcripts.sources.document import SourceDocument
from transcripts.sources.packed import is_packed, unpack_part
from transcripts.sources.passages import ReadSource
from transcripts.sources.written import MADE, read_written

_MAIN = "word/document.xml"
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "nobreakhyphen": "-"}


def matches(document: SourceDocument) -> bool:
    """Check for a ZIP file that contains Word's main part."""
    return is_packed(document.data) and unpack_part(document.data, _MAIN) is not None


def read(document: SourceDocument) -> ReadSource:
    """Read the text of a document; headers, footnotes and deleted text are left out."""
    return read_written(text_of(document))


def text_of(document: SourceDocument) -> str:
    """Return the text: one paragraph per line, with blank lines in between."""
    root = parse_xml(unpack_part(document.data, _MAIN) or b"")
    return "\n\n".join(_read_blocks(root))


def _read_blocks(root: Element) -> Iterator[str]:
    """Yield the paragraphs of the body; the cells of a row are joined with tabs.

    Titles and headings are left out, unless almost all paragraphs are headings.
    """
    body = next((e for e in root if tag_name(e) == "body"), root)
    spoken = [element for element in body if not _is_heading(element)]
    if len(spoken) < len(body) / 2:
        spoken = list(body)
    for element in spoken:
        if "".join(_read_runs(element)).strip() == MADE:
            return
        if tag_name(element) == "tbl":
            for row in (e for e in element.iter() if tag_name(e) == "tr"):
                yield "\t".join(
                    " ".join(_read_paragraphs(cell)) for cell in row if tag_name(cell) == "tc"
                )
        else:
            yield from _read_paragraphs(element)


def _is_heading(paragraph: Element) -> bool:
    styles = (attribute(e, "val") or "" for e in paragraph.iter() if tag_name(e) == "pstyle")
    style = next(styles, "")
    text = "".join(_read_runs(paragraph)).strip()
    return style.startswith(("Heading", "Title", "Subtitle")) and text != MADE


def _read_paragraphs(element: Element) -> Iterator[str]:
    found = (
        [element] if tag_name(element) == "p" else [e for e in element.iter() if tag_name(e) == "p"]
    )
    for paragraph in found:
        if text := "".join(_read_runs(paragraph)).strip():
            yield text


def _read_runs(element: Element) -> Iterator[str]:
    for inner in element:
        kind = tag_name(inner)
        if kind == "t":
            yield inner.text or ""
        elif kind in _BREAKS:
            yield _BREAKS[kind]
        elif kind not in ("del", "ppr", "rpr", "instrtext", "p"):
            yield from _read_runs(inner)
