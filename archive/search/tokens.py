"""Tokenize text for the index: ignore case, accents and apostrophes, and split at hyphens.

The databases have different tokenizers and stemmers. All text is tokenized here before it reaches
them, so that the same search returns the same results in both.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

APOSTROPHES = "'’ʼ"
"""Characters used as apostrophes, which are dropped inside a word."""

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
"""Letters that Unicode does not decompose into a base letter and an accent."""

LONGEST = 64
"""The maximum length of a token in characters, because PostgreSQL accepts at most 2,047 bytes.
Longer tokens are cut; no real word is that long.
"""

_CACHED_WORDS = 1 << 15
"""The number of words whose tokens are cached: more than many hours of speech contain."""


@dataclass(frozen=True, slots=True)
class IndexToken:
    """A token of the index, and its character offsets in the text."""

    text: str
    start: int
    end: int


def index_tokens(text: str) -> tuple[IndexToken, ...]:
    """Tokenize a text; "Ishiguro’s" is `ishiguro`, "Aurelian-Grey" `aurelian` and `grey`."""
    found = ((fold(m.group()), m.start(), m.end()) for m in _WORD.finditer(text))
    return tuple(IndexToken(word, start, end) for word, start, end in found if word)


@lru_cache(_CACHED_WORDS)
def word_tokens(word: str) -> tuple[str, ...]:
    """Return the tokens of a written word, without offsets; usually there is one."""
    return tuple(token.text for token in index_tokens(word))


def fold(word: str) -> str:
    """Return the single token of a word; "" if it has no letters or digits."""
    bare = _POSSESSIVE.sub("", word).translate(_DROPPED)
    if bare.isascii():
        return bare.lower()[:LONGEST]
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", bare).casefold())
    letters = _ACCENTS.sub("", plain.translate(LETTERS))
    return "".join(c for c in letters if c.isalnum())[:LONGEST]
