"""Parse untrusted XML: without entity definitions, and with limited depth and size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from transcripts.errors import UserError

_MOST_DEPTH = 200
_MOST_ELEMENTS = 2_000_000
"""Limit of elements in a document; a day's transcript with an element for every word has half a
million.
"""

_ENTITY = re.compile(rb"<!ENTITY|<\x00!\x00E\x00N\x00T\x00I", re.IGNORECASE)


class _BoundedBuilder(TreeBuilder):
    """Builds the tree, and raises an error for documents that are too deep or too large."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._count = 0

    def start(self, tag: Any, attrs: Any) -> Any:
        self._depth += 1
        self._count += 1
        if self._depth > _MOST_DEPTH or self._count > _MOST_ELEMENTS:
            raise UserError("it is XML that is nested too deeply or has too many elements")
        return super().start(tag, attrs)

    def end(self, tag: Any) -> Any:
        self._depth -= 1
        return super().end(tag)


def parse_xml(data: bytes | str) -> Element:
    """Parse a document; raises UserError if it is not well-formed or too large."""
    raw = data.encode() if isinstance(data, str) else data
    if _ENTITY.search(raw):
        raise UserError(
            "it is XML with entity definitions, which are not supported: save it without them"
        )
    parser = XMLParser(target=_BoundedBuilder())
    try:
        parser.feed(data)
        root: Element = parser.close()
    except (ParseError, ValueError, LookupError) as error:
        raise UserError(f"it is XML that is not well-formed ({error})") from None
    return root


def tag_name(element: Element) -> str:
    """Return the name of an element without its namespace, in lower case."""
    return str(element.tag).rpartition("}")[2].lower()


def attribute(element: Element, local_name: str) -> str | None:
    """Return an attribute by its name without namespace; None if it is missing."""
    found = (v for k, v in element.attrib.items() if k.rpartition("}")[2].lower() == local_name)
    return next(found, None)


def descendants(element: Element, local_name: str) -> Iterator[Element]:
    """Yield the descendants whose name is `local_name`, in document order."""
    return (inner for inner in element.iter() if tag_name(inner) == local_name)


def root_name(start: str) -> str:
    """Return the name of the first element of an XML text, in lower case; "" if it is not XML."""
    match = re.match(
        r"(?:<\?xml[^>]{0,300}\?>|<!--.{0,2000}?-->|<!DOCTYPE[^\[>]{0,300}(?:\[[^\]]{0,3000}\]\s*)?>|<\?[^>]{0,300}\?>|\s)*"
        r"<([A-Za-z_][\w.-]{0,60}(?::[\w.-]{1,60})?)[\s>/]",
        start,
        re.DOTALL,
    )
    return match[1].rpartition(":")[2].lower() if match else ""
