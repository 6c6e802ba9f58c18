"""Compute the text of words after a correction is accepted or rejected."""

from __future__ import annotations

from collections.abc import Sequence

from transcripts.languages.language import Language
from transcripts.text.word_punctuation import strip_punctuation, trailing_punctuation


def reword(
    texts: Sequence[str], old_texts: str, replacement: str, language: Language
) -> tuple[str, ...]:
    """Replace words that read `old_texts`, keeping punctuation and initial case."""
    if " ".join(texts) == old_texts:
        return tuple(replacement.split())
    new = replacement.split()
    if not new:
        return ()
    opening = texts[0][: len(texts[0]) - len(texts[0].lstrip("\"'“‘(["))]
    closing = trailing_punctuation(texts[-1], language)
    if _has_capital(strip_punctuation(texts[0], language)) and not _has_capital(old_texts):
        new[0] = new[0][:1].upper() + new[0][1:]
    new[0] = opening + new[0] if not new[0].startswith(opening) else new[0]
    new[-1] = new[-1] + closing if not new[-1].endswith(closing) else new[-1]
    return tuple(new)


def _has_capital(text: str) -> bool:
    return text[:1].isupper()
