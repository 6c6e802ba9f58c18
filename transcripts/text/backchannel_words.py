"""What listeners say under another's voice: "Right." "Mm-hmm." "Yeah, exactly.\""""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from transcripts.languages.language import Language


def flag_backchannels(words: Sequence[str], language: Language) -> list[bool]:
    """Whether each word as written is one that listeners say."""
    bare = [re.sub(r"[^\w'-]", "", word.lower().replace("’", "'")) for word in words]
    found = [word in language.backchannels for word in bare]
    for i, pair in enumerate(pairwise(bare)):
        if " ".join(pair) in language.backchannels:
            found[i] = found[i + 1] = True
    return found
