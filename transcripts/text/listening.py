"""What listeners say under another's voice: "Right." "Mm-hmm." "Yeah, exactly.\""""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_WORDS = frozenset(
    word
    for line in (
        "yeah yes yep yup no nope right okay ok sure exactly absolutely definitely totally indeed",
        "correct true really wow oh ah aha hm hmm mm mhm mm-hm mm-hmm uh-huh huh gotcha nice great",
        "cool interesting hello hi bye thanks",
    )
    for word in line.split()
)
_PAIRS = frozenset(
    {"thank you", "that's right", "that's true", "i see", "i know", "of course", "for sure"}
)


def listening(words: Sequence[str]) -> list[bool]:
    """Tell of each word as written whether it is one that listeners say."""
    bare = [re.sub(r"[^\w'-]", "", word.lower().replace("’", "'")) for word in words]
    found = [word in _WORDS for word in bare]
    for i, pair in enumerate(pairwise(bare)):
        if " ".join(pair) in _PAIRS:
            found[i] = found[i + 1] = True
    return found
