"""Compute a phonetic key for misheard English names; ordinary words have a key of their own."""

from __future__ import annotations

import re
from functools import lru_cache

_SOUNDS = (
    (r"ph|v", "f"),
    (r"sch|sh|z|x$|c(?=[eiy])", "s"),
    (r"ch|ck|c|q", "k"),
    (r"x", "ks"),
    (r"gh|h", ""),
    (r"g(?=[ei])", "j"),
    (r"^[aeiouy]+", "A"),
    (r"(?<!^)[aeiouyw]+", ""),
    (r"(.)\1+", r"\1"),
)


@lru_cache(maxsize=65536)
def sound_key(word: str) -> str:
    """Reduce a word to its English consonant sounds, which misspellings usually preserve."""
    for pattern, letter in _SOUNDS:
        word = re.sub(pattern, letter, word)
    return word
