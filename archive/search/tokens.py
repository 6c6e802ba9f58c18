"""Tokenize text for the index: without case, accents and apostrophes, split at hyphens.

The databases' own tokenizers and stemmers differ. All text is tokenized here before it reaches
either, so that the same search finds the same in both.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

APOSTROPHES = "'’ʼ"
"""Signs that stand for an apostrophe: inside a word they are dropped."""

_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff]"  # Japanese and Chinese have no spaces: one token per character
    rf"|(?:[^\W_](?:[\u0300-\u036f{APOSTROPHES}]+(?=[^\W_])|[\u0300-\u036f])*)+"
)
_DROPPED = str.maketrans("", "", APOSTROPHES)
_POSSESSIVE = re.compile(f"[{APOSTROPHES}][sS]$")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
"""Letters that Unicode does not take apart into a plain one and an accent."""

LONGEST = 64
"""Characters of a token that count: no word is longer, and PostgreSQL takes 2,047 bytes at most."""

_REMEMBERED = 1 << 15
"""Different words whose tokens are remembered: more than hours of talk have."""


@dataclass(frozen=True, slots=True)
class IndexToken:
    """A token as it is indexed, and its character offsets in the text."""

    text: str
    start: int
    end: int


def tokens(text: str) -> tuple[IndexToken, ...]:
    """Tokenize a text; "Ishiguro’s" is `ishiguro`, "Aurelian-Grey" `aurelian` and `grey`."""
    found = ((folded(m.group()), m.start(), m.end()) for m in _WORD.finditer(text))
    return tuple(IndexToken(word, start, end) for word, start, end in found if word)


@lru_cache(_REMEMBERED)
def spelled(word: str) -> tuple[str, ...]:
    """Return the tokens of a written word, without offsets: usually one."""
    return tuple(token.text for token in tokens(word))


def folded(word: str) -> str:
    """Return the token of one word; "" if it has no letters or digits."""
    bare = _POSSESSIVE.sub("", word).translate(_DROPPED)
    if bare.isascii():
        return bare.lower()[:LONGEST]
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", bare).casefold())
    letters = _ACCENTS.sub("", plain.translate(LETTERS))
    return "".join(c for c in letters if c.isalnum())[:LONGEST]
