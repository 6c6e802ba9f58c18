"""Separate words from the punctuation around them."""

from __future__ import annotations

from collections.abc import Iterable

from transcripts.languages.language import Language

_AROUND = '"“”„«»()[]{}?!¿¡,;:…—–-_*♪'


def join_stripped(words: Iterable[str], language: Language) -> str:
    """Join words with spaces, each without its punctuation; words without letters are dropped."""
    return " ".join(w for w in (strip_punctuation(word, language) for word in words) if w)


def strip_punctuation(word: str, language: Language) -> str:
    """Remove the punctuation around a word; abbreviations keep their full stops ("U.S.", "Mr.")."""
    return (
        word.strip(_AROUND).rstrip(".")
        if not _keeps_dots(word, language)
        else word.rstrip(",;:?!—")
    )


def trailing_punctuation(word: str, language: Language) -> str:
    """Return the punctuation after a word, or ""."""
    stripped = strip_punctuation(word, language)
    return word[word.rfind(stripped) + len(stripped) :] if stripped else ""


def _keeps_dots(word: str, language: Language) -> bool:
    """Check whether the full stops of a word are part of it ("U.S.", "p.m.", "Mr.")."""
    low = word.rstrip(",;:?!—")
    if low in language.titles:
        return True
    return low.count(".") > 1 and "..." not in low
