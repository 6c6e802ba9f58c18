"""Find content words, which show what a text is about; stop words are left out."""

from __future__ import annotations

import re

from transcripts.languages.language import Language

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

_MIN_LETTERS = 3
"""Least number of letters in a content word; shorter words rarely show what a text is about."""


def content_words(text: str, language: Language) -> list[str]:
    """List the content words of a text as written, in order."""
    return [
        word
        for word in _WORD.findall(text)
        if len(word) >= _MIN_LETTERS and word.lower().replace("’", "'") not in language.stop_words
    ]


def word_stem(word: str, language: Language) -> str:
    """Return the stem of a word as written."""
    return language.stem(word.lower().replace("’", "'"))
