"""Words and the punctuation around them, told apart."""

from __future__ import annotations

from collections.abc import Iterable

from transcripts.languages.language import Language

_AROUND = '"“”„«»()[]{}?!¿¡,;:…—–-_*♪'


def join_stripped(words: Iterable[str], language: Language) -> str:
    """Join words without the punctuation around each."""
    return " ".join(w for w in (strip_punctuation(word, language) for word in words) if w)


def strip_punctuation(word: str, language: Language) -> str:
    """Remove the punctuation around a word."""
    return word.strip(_AROUND).rstrip(".") if not _dotted(word, language) else word.rstrip(",;:?!—")


def trailing_punctuation(word: str, language: Language) -> str:
    """Find the punctuation behind a word."""
    bare_word = strip_punctuation(word, language)
    return word[word.rfind(bare_word) + len(bare_word) :] if bare_word else ""


def _dotted(word: str, language: Language) -> bool:
    """Whether the dots of a word are its own ("U.S.", "p.m.", "Mr.")."""
    low = word.rstrip(",;:?!—")
    if low in language.titles:
        return True
    return low.count(".") > 1 and "..." not in low
