"""Find the words of backchannels: "Right.", "Mm-hmm.", "Yeah, exactly"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from transcripts.languages.language import Language


def flag_backchannels(words: Sequence[str], language: Language) -> list[bool]:
    """Return for each word as written whether it belongs to a backchannel phrase."""
    plain = [re.sub(r"[^\w'-]", "", word.lower().replace("’", "'")) for word in words]
    flags = [word in language.backchannels for word in plain]
    for i, pair in enumerate(pairwise(plain)):
        if " ".join(pair) in language.backchannels:
            flags[i] = flags[i + 1] = True
    return flags
