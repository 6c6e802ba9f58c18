"""Content words: what a text is about, without grammar and what everybody always says."""

from __future__ import annotations

import re

from transcripts.languages.language import Language

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

_MIN_LETTERS = 3
"""Letters of a content word; shorter ones are hardly ever what a text is about."""


def content_words(text: str, language: Language) -> list[str]:
    """The content words of a text, as they are written."""
    return [
        word
        for word in _WORD.findall(text)
        if len(word) >= _MIN_LETTERS and word.lower().replace("’", "'") not in language.stop_words
    ]


def word_stem(word: str, language: Language) -> str:
    """The stem of a word as written."""
    return language.stem(word.lower().replace("’", "'"))
