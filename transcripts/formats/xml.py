"""Build and write XML documents, for all XML formats.

The standard library's ElementTree escapes text correctly, but lets through characters that XML
forbids even in escaped form; `add_element` replaces them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

XML = "{http://www.w3.org/XML/1998/namespace}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
register_namespace("xsi", XSI.strip("{}"))

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


_SOUNDS = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "wav": "audio/x-wav"}


def replace_forbidden(text: str) -> str:
    """Replace the characters that XML 1.0 forbids; most of them are control characters."""
    return _FORBIDDEN.sub("\ufffd", text)


def add_element(
    parent: Element, tag: str, text: str | None = None, attributes: Mapping[str, str] | None = None
) -> Element:
    """Append an element with a text and attributes to a parent."""
    element = SubElement(
        parent, tag, {name: replace_forbidden(value) for name, value in (attributes or {}).items()}
    )
    element.text = None if text is None else replace_forbidden(text)
    return element


def media_type(file: str) -> str:
    """Return the media type of a recording, by the suffix of its file name."""
    suffix = file.rpartition(".")[2].lower()
    return _SOUNDS.get(suffix, f"audio/{suffix}" if suffix.isalnum() else "audio/unknown")


def serialize(root: Element) -> str:
    """Write a document with its XML declaration, without changing white space."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def serialize_indented(root: Element) -> str:
    """Write a document with one element per line; white space must not be significant in it."""
    indent(root)
    return serialize(root)
