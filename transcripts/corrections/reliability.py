"""How far the recognizer can be trusted in a stretch: how often it differs from the old text there.

An archive's text has a wrong word in about forty. Where the two texts differ in one word of four,
the recognizer is wrong nearly every time, whatever it says of its own confidence.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.languages.language import Language
from transcripts.realignment.blocks import Block
from transcripts.realignment.realign import Alignment
from transcripts.text.normalize import tokenize

# Words of the old text to each side that tell how reliable the recognizer is in a place ...
_AROUND = 40
# ... and for how many words the whole recording counts beside them.
_WHOLE = 40.0
# A difference counts for at most so many words: a passage that one text lacks is one event.
_LONGEST = 3
UNRELIABLE = 0.15
"""Differences per word from which on a recording, or a stretch of it, is hard to recognize."""
# What is expected before anything is known: differences per word, and the words this counts for.
_USUAL, _USUAL_WORDS = 0.05, 20.0


@dataclass(frozen=True, slots=True)
class Reliability:
    """Where two texts differ: `places` are old words, rising, `sizes` how much differs there."""

    places: tuple[int, ...]
    sizes: tuple[int, ...]
    words: int

    @classmethod
    def of(cls, alignment: Alignment) -> Reliability:
        """Count the differences of an alignment; contractions, numbers and case are none."""
        found = [
            (block.reference[0], min(_LONGEST, max(block.size)))
            for block in alignment.blocks
            if block.relation != "same" and not _equal(alignment, block)
        ]
        return cls(
            tuple(place for place, _ in found),
            tuple(size for _, size in found),
            len(alignment.words),
        )

    @property
    def overall(self) -> float:
        """Differences per word of the recording, drawn to what is usual where there are few."""
        return (sum(self.sizes) + _USUAL * _USUAL_WORDS) / (self.words + _USUAL_WORDS)

    def disagreement(self, block: Block) -> float:
        """Differences per word around a block, without its own."""
        first, last = block.reference
        low, high = max(0, first - _AROUND), min(self.words, last + _AROUND)
        inside = range(bisect_left(self.places, low), bisect_right(self.places, high))
        around = sum(self.sizes[i] for i in inside if not first <= self.places[i] <= last)
        size = max(1, (high - low) - (last - first))
        return (around + _WHOLE * self.overall) / (size + _WHOLE)


def reliability_notice(alignment: Alignment) -> str | None:
    """Say why little was changed, where the recognizer does not hear a recording well."""
    if not alignment.words:
        return None
    rate = Reliability.of(alignment).overall
    if rate < UNRELIABLE:
        return None
    return (
        f"the recognized words differ from the old text in about {rate:.0%} of the words, so this "
        "recording is hard to recognize: the old text was changed only where two listeners agree"
    )


def _equal(alignment: Alignment, block: Block) -> bool:
    """Tell whether both texts have the same words in a block, contractions opened."""
    written = alignment.words[slice(*block.reference)]
    heard = [word.text for word in alignment.heard[slice(*block.heard)]]
    return _keys(written, alignment.language) == _keys(heard, alignment.language)


def _keys(words: Sequence[str], language: Language) -> str:
    return "".join(token.key for token in tokenize(words, language))
