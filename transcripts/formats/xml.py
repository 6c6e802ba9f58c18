"""What the XML formats have in common: text that XML can hold, and how a document is written.

The standard library's ElementTree writes them: it escapes as it should and has types. What it lets
through is the characters that XML forbids even when they are escaped.
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


def clean(text: str) -> str:
    """Put a replacement character for each one that XML 1.0 forbids: most control characters."""
    return _FORBIDDEN.sub("\ufffd", text)


def add(
    parent: Element, tag: str, text: str | None = None, given: Mapping[str, str] | None = None
) -> Element:
    """Add an element with a text and attributes (`given`) behind what the parent has."""
    element = SubElement(parent, tag, {name: clean(value) for name, value in (given or {}).items()})
    element.text = None if text is None else clean(text)
    return element


def media_type(file: str) -> str:
    """The media type of a recording by the name of its file."""
    suffix = file.rpartition(".")[2].lower()
    return _SOUNDS.get(suffix, f"audio/{suffix}" if suffix.isalnum() else "audio/unknown")


def written(root: Element) -> str:
    """Write a document as it is, with its declaration."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def laid_out(root: Element) -> str:
    """Write a document of data, an element a line: white space between elements says nothing."""
    indent(root)
    return written(root)
