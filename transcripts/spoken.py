"""The one normalisation of every score: words as they are spoken.

Case, punctuation, hyphens, accents, digits ("11" is "eleven"), initialisms ("N.P.R." is "NPR") and
British or American spelling make no difference. A contraction does: "it's" is not "it is", since
the speaker said only one of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from transcripts.normalize import Token, tokens

_APOSTROPHES = str.maketrans("'’‘ʼ", "____")


def spoken(words: Sequence[str]) -> tuple[Token, ...]:
    """Give the tokens of a row of words as written.

    An inner apostrophe becomes an underscore ("it_s"), which keeps a contraction in one piece.
    """
    return tokens([word.translate(_APOSTROPHES) for word in words])
