"""Constants that the search page shares with the archive, as a JavaScript module.

The page tokenizes text exactly as archive/search/tokens.py does. The constants are generated from
that module, and tests compare the two tokenizers.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from functools import cache

from archive.search import tokens

WORDS_PER_TIME = 8
"""The file of turns has the time of every eighth word, so that a search result starts to play less
than three seconds before its word."""


@cache
def render_rules() -> str:
    """Render the constants as a line of JavaScript."""
    letters = {chr(code): letter for code, letter in tokens.LETTERS.items()}
    values = {
        "apostrophes": tokens.APOSTROPHES,
        "letters": _list_letters_with_other_folding() | letters,
        "longest": tokens.LONGEST,
        "wordsPerTime": WORDS_PER_TIME,
    }
    return f"const RULES = {json.dumps(values, ensure_ascii=False)};\n"


def _list_letters_with_other_folding() -> dict[str, str]:
    """Return the letters for which Python's casefold differs from JavaScript's toLowerCase."""
    signs = (chr(code) for code in range(sys.maxunicode + 1))
    return {
        sign.lower(): sign.casefold()
        for sign in signs
        if sign.lower() != sign.casefold() and unicodedata.normalize("NFKD", sign) == sign
    }
