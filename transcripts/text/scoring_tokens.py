"""The one normalisation of every score: words as they are spoken.

Case, punctuation and hyphens make no difference; digits ("11" is "eleven"), initialisms ("N.P.R."
is "NPR"), accents and usual spellings make none where the language says so. A contraction does:
"it's" is not "it is", since the speaker said only one of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from transcripts.languages.language import Language
from transcripts.text.normalize import Token, tokenize


def tokenize_for_scoring(words: Sequence[str], language: Language) -> tuple[Token, ...]:
    """Read a row of words as written into tokens; a contraction stays one token."""
    return tokenize(words, language, open_contractions=False)
