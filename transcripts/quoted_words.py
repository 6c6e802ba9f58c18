"""Find the texts and words that corrections, passages, reasons and notices quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from transcripts.folding import folded
from transcripts.sound_events import SoundEvent
from transcripts.transcript import Correction, EditedPassage, Reason, Unspoken, Unwritten

_SHORTEST = 3
"""A word with fewer letters is not searched for in notes, evidence and notices."""


def list_texts(item: object) -> Iterator[str]:
    """Yield the texts of an item that quote words."""
    if isinstance(item, Correction):
        yield from (item.before, item.after)
        yield from (value for value in item.evidence.values() if isinstance(value, str))
    elif isinstance(item, EditedPassage):
        yield from (item.before, item.machine, item.after)
    elif isinstance(item, Reason):
        yield item.quote
    elif isinstance(item, str):
        yield item
    else:
        yield cast("Unspoken | Unwritten | SoundEvent", item).text


def find_words(text: str) -> set[str]:
    """Return the words of a text, folded, without the very short ones."""
    return {word for word in re.findall(r"[^\W_]+", folded(text)) if len(word) >= _SHORTEST}
