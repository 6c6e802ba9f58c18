"""Normalize words for scoring: words as they are spoken.

Case, punctuation and hyphens are ignored. Digits ("11" is "eleven"), initialisms ("N.P.R." is
"NPR"), accents and spelling variants are unified if the language has rules for them. Contractions
are not unified: "it's" differs from "it is", because the speaker said only one of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from transcripts.languages.language import Language
from transcripts.text.normalize import Token, tokenize


def tokenize_for_scoring(words: Sequence[str], language: Language) -> tuple[Token, ...]:
    """Turn words as written into tokens; a contraction stays one token."""
    return tokenize(words, language, open_contractions=False)
