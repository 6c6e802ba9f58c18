"""Compute how words read after a correction is accepted or rejected."""

from __future__ import annotations

from collections.abc import Sequence

from transcripts.languages.language import Language
from transcripts.text.word_punctuation import strip_punctuation, trailing_punctuation


def reworded(
    texts: Sequence[str], former: str, wording: str, language: Language
) -> tuple[str, ...]:
    """Replace words that read `former` by a wording, with their punctuation and initial case."""
    if " ".join(texts) == former:
        return tuple(wording.split())
    new = wording.split()
    if not new:
        return ()
    opening = texts[0][: len(texts[0]) - len(texts[0].lstrip("\"'“‘(["))]
    closing = trailing_punctuation(texts[-1], language)
    if _capital(strip_punctuation(texts[0], language)) and not _capital(former):
        new[0] = new[0][:1].upper() + new[0][1:]
    new[0] = opening + new[0] if not new[0].startswith(opening) else new[0]
    new[-1] = new[-1] + closing if not new[-1].endswith(closing) else new[-1]
    return tuple(new)


def _capital(text: str) -> bool:
    return text[:1].isupper()
