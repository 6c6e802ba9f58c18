"""Remove the traces of word processors: invisible characters and hyphenation at line ends."""

from __future__ import annotations

import re
from collections import Counter

_INVISIBLE = re.compile(r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Soft hyphens, zero-width spaces and direction marks; the joiners of Persian and Hindi are kept.
"""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
_PAGE_BREAK = re.compile(r"[\x0b\x0c\x85\u2028\u2029]")
_SOFT_BREAK = re.compile("\u00ad[ \t]*\r?\n[ \t]*")
_BROKEN = re.compile(r"([^\W\d_]+)[-\u2010][ \t]*\r?\n[ \t]*([^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")


def clean_text(text: str) -> str:
    """Remove invisible characters, and join words that are hyphenated at a line end.

    "gar-" and "den" become "garden". The hyphen stays ("well-known") if the text contains both
    parts as separate words, or the word with a hyphen elsewhere. Time is linear in the length of
    the text.
    """
    text = _INVISIBLE.sub("", _SOFT_BREAK.sub("", text))
    text = _CONTROL.sub("", _PAGE_BREAK.sub("\n", text))
    if not _BROKEN.search(text):
        return text
    known = Counter(word.lower() for word in _WORD.findall(_BROKEN.sub(" ", text)))

    def joined(broken: re.Match[str]) -> str:
        first, second = broken[1], broken[2]
        if not second[0].islower():  # an interrupted turn, or a name with a hyphen
            return broken[0]
        whole, hyphenated = f"{first}{second}".lower(), f"{first}-{second}".lower()
        parts = known[first.lower()] and known[second.lower()]
        hyphen = not known[whole] and (known[hyphenated] or parts)
        return f"{first}-{second}" if hyphen else f"{first}{second}"

    return _BROKEN.sub(joined, text)
