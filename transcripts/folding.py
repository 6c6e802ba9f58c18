"""Fold case, punctuation, hyphens and accents."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MAX_CACHED_TEXTS = 1 << 15
"""Number of texts whose folded form is cached: more than the distinct words of hours of speech."""


@lru_cache(_MAX_CACHED_TEXTS)
def plain(text: str, keep_accents: bool = False) -> str:
    """Fold case and remove punctuation, hyphens and accents; apostrophes inside words are kept."""
    return " ".join(re.findall(r"[\w']+", folded(text, keep_accents).replace("-", " "))).strip("' ")


def folded(text: str, keep_accents: bool = False) -> str:
    """Convert to lower case and straight apostrophes, and remove accents."""
    straight = text.replace("’", "'").replace("‘", "'").replace("ʼ", "'").lower()
    if keep_accents:
        return unicodedata.normalize("NFKC", straight)
    bare = unicodedata.normalize("NFKD", straight)
    return "".join(c for c in bare if not unicodedata.combining(c))
