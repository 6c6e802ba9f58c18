"""Decode the bytes of a source from any encoding."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from transcripts.errors import UserError

MOST_BYTES = 64 * 2**20
"""Largest number of bytes in a source.

A whole day's transcript with a time for each word has a quarter of that.
"""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_FOREIGN_SHARE = 0.3
"""If the share of non-ASCII letters is higher, a text is not Windows-1252.

Languages written in Windows-1252 have at most a fifth; Russian or Greek decoded as Windows-1252 has
nearly all.
"""

_HALF = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ue000-\uf8ff]")
"""Characters that are neither visible nor spoken: zero-width spaces, direction marks, private use.
"""

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")

_WINDOWS_1252 = {
    byte: bytes((byte,)).decode("windows-1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)
}
"""The characters of Windows-1252 that are control characters in Latin-1."""


@dataclass(frozen=True)
class SourceDocument:
    """The bytes of a source; the text is decoded when it is first needed."""

    data: bytes

    @cached_property
    def decoded(self) -> tuple[str, str | None]:
        """Return the text with line feeds at line ends, and a notice if the encoding was guessed.

        Raises UserError if the bytes are not text.
        """
        text, notice = decode(self.data)
        return clean(text.replace("\r\n", "\n").replace("\r", "\n")), notice

    @property
    def text(self) -> str:
        """Return the text."""
        return self.decoded[0]

    @property
    def notices(self) -> tuple[str, ...]:
        """Return notices about the encoding."""
        notice = self.decoded[1]
        return (notice,) if notice else ()

    @cached_property
    def is_text(self) -> bool:
        """Check whether the bytes are text in a supported encoding."""
        try:
            return "\x00" not in self.text
        except UserError:
            return False

    @cached_property
    def json(self) -> Any:
        """Return the value of a JSON document; None if it is not JSON."""
        if not self.is_text or self.text.lstrip()[:1] not in ("{", "["):
            return None
        try:
            value = json.loads(self.text)
            if (
                "\\u" in self.text
            ):  # an escape may be half of a character, or an invisible character
                value = json.loads(clean(json.dumps(value, ensure_ascii=False)))
        except (ValueError, RecursionError):
            return None
        return value

    @cached_property
    def first_characters(self) -> str:
        """Return the first characters of the text, without white space before them.

        The result is "" if the bytes are not text.
        """
        return self.text[:4000].lstrip() if self.is_text else ""


_DOCUMENT_KINDS = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a Word or OpenDocument file",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"{\\rtf": "an RTF file",
}
"""Kinds of documents by the first bytes of the file."""


def document_kind(data: bytes) -> str | None:
    """Return the kind of a document that is often mistaken for plain text; otherwise None."""
    return next((kind for mark, kind in _DOCUMENT_KINDS.items() if data.startswith(mark)), None)


def clean(text: str) -> str:
    """Remove invisible characters, and replace surrogates, which are halves of characters."""
    return _HALF.sub("\ufffd", _INVISIBLE.sub("", text))


def decode(data: bytes) -> tuple[str, str | None]:
    """Decode a text; return it with a notice if its encoding was guessed.

    Raises UserError if the bytes are not text, or if the encoding cannot be determined.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return _drop_partial_character(
                    data[len(mark) :] if encoding == "utf-8" else data, encoding
                ), None
            except UnicodeDecodeError:
                break
    if guess := _detect_utf16_without_mark(data[:4096]):
        try:
            return _drop_partial_character(
                data, guess
            ), f"read as {guess.upper()}, which it does not say"
        except UnicodeDecodeError:
            pass
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        return _decode_old_encoding(data, error)


def _drop_partial_character(data: bytes, encoding: str) -> str:
    return _HALF.sub("\ufffd", data.decode(encoding))


def _detect_utf16_without_mark(start: bytes) -> str | None:
    """Recognize UTF-16 without a byte order mark: in Latin text, every other byte is zero."""
    if len(start) < 4 or len(start) % 2:
        start = start[: len(start) // 2 * 2]
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = start[first::2].count(0), start[1 - first :: 2].count(0)
        if start and zeros > 0.7 * len(start) / 2 and not others:
            return encoding
    return None


def _decode_old_encoding(data: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
    """Decode Windows-1252, or UTF-8 that contains some bytes of Windows-1252."""
    mixed = data.decode("utf-8", "surrogateescape")
    halves = _HALF.findall(mixed)
    others = [c for c in mixed if ord(c) > 127 and not _HALF.match(c)]
    shared = sum(bool(c.encode("windows-1252", "ignore")) for c in others)
    if len(others) > len(halves) or shared >= len(halves):
        text = _HALF.sub(lambda half: _decode_windows_1252(bytes((ord(half[0]) - 0xDC00,))), mixed)
        count = "1 byte is" if len(halves) == 1 else f"{len(halves)} bytes are"
        return text, (
            f"{count} not UTF-8 and read as Windows-1252, the first at position {error.start}: "
            "check the letters with accents"
        )
    text = _decode_windows_1252(data)
    letters = [character for character in text if character.isalpha()]
    foreign = sum(ord(character) > 127 for character in letters)
    if _CONTROL.search(text) or not letters or foreign > _FOREIGN_SHARE * len(letters):
        raise UserError("it is not text in UTF-8 or Windows-1252: save it as UTF-8")
    return text, "read as Windows-1252, because it is not UTF-8: check the letters with accents"


def _decode_windows_1252(data: bytes) -> str:
    """Decode Windows-1252; the five bytes that it does not define are read as Latin-1."""
    return data.decode("latin-1").translate(_WINDOWS_1252)
