"""The one normalisation of every score: words as they are spoken.

Case, punctuation, hyphens, accents, digits ("11" is "eleven"), initialisms ("N.P.R." is "NPR") and
British or American spelling make no difference. A contraction does: "it's" is not "it is", since
the speaker said only one of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from transcripts.text.normalize import Token, tokens


def spoken(words: Sequence[str]) -> tuple[Token, ...]:
    """Give the tokens of a row of words as written; a contraction stays one token."""
    return tokens(words, open_contractions=False)
