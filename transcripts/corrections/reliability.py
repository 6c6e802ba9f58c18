"""Estimate how reliable the recognizer is, by how often it differs from the reference nearby.

A typical archive transcript has an error in about one word in forty. Where reference and recognizer
differ in one word of four, the recognizer is nearly always wrong, even if its confidence is high.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.languages.language import Language
from transcripts.realignment.blocks import Block
from transcripts.realignment.realign import Alignment
from transcripts.text.normalize import tokenize

# Number of reference words before and after a block from which the rate of differences is
# estimated.
_AROUND = 40
# The rate around a block is averaged with the whole recording's rate, which counts as this many
# words.
_WHOLE = 40.0
# One difference counts as at most this many words, because a missing passage is a single event.
_LONGEST = 3
UNRELIABLE = 0.15
"""Differences per word above which a recording, or a part of it, is hard to recognize."""
# The usual number of differences per word. The rate of a recording is averaged with it, as if the
# recording had `_USUAL_WORDS` more words with the usual rate.
_USUAL, _USUAL_WORDS = 0.05, 20.0


@dataclass(frozen=True, slots=True)
class Reliability:
    """The differences between a reference and the recognized words.

    `difference_positions` are the indices of the reference words at which differences begin, in
    ascending order; `difference_sizes` has the number of words of each difference; `word_count` is
    the number of words of the reference.
    """

    difference_positions: tuple[int, ...]
    difference_sizes: tuple[int, ...]
    word_count: int

    @classmethod
    def measure(cls, alignment: Alignment) -> Reliability:
        """Count the differences of an alignment, except in contractions, numbers and case."""
        found = [
            (block.reference[0], min(_LONGEST, max(block.size)))
            for block in alignment.blocks
            if block.relation != "same" and not _has_equal_words(alignment, block)
        ]
        return cls(
            tuple(place for place, _ in found),
            tuple(size for _, size in found),
            len(alignment.reference_words),
        )

    @property
    def overall_difference_rate(self) -> float:
        """Return the differences per word; for a short recording, the usual rate counts more."""
        return (sum(self.difference_sizes) + _USUAL * _USUAL_WORDS) / (
            self.word_count + _USUAL_WORDS
        )

    def difference_rate_near(self, block: Block) -> float:
        """Return the differences per word around a block, not counting the block itself."""
        first, last = block.reference
        low, high = max(0, first - _AROUND), min(self.word_count, last + _AROUND)
        inside = range(
            bisect_left(self.difference_positions, low),
            bisect_right(self.difference_positions, high),
        )
        around = sum(
            self.difference_sizes[i]
            for i in inside
            if not first <= self.difference_positions[i] <= last
        )
        size = max(1, (high - low) - (last - first))
        return (around + _WHOLE * self.overall_difference_rate) / (size + _WHOLE)


def reliability_notice(alignment: Alignment) -> str | None:
    """Return a notice if a recording is hard to recognize, so that few corrections were made.

    Otherwise return None.
    """
    if not alignment.reference_words:
        return None
    rate = Reliability.measure(alignment).overall_difference_rate
    if rate < UNRELIABLE:
        return None
    return (
        f"the recognized words differ from the old text in about {rate:.0%} of the words, so this "
        "recording is hard to recognize: where the acoustic model could be used, the old text was "
        "changed only if that model agrees"
    )


def _has_equal_words(alignment: Alignment, block: Block) -> bool:
    """Check whether the only difference in a block is that contractions are expanded."""
    written = alignment.reference_words[slice(*block.reference)]
    heard = [word.text for word in alignment.recognized_words[slice(*block.recognized)]]
    return _join_token_keys(written, alignment.language) == _join_token_keys(
        heard, alignment.language
    )


def _join_token_keys(words: Sequence[str], language: Language) -> str:
    return "".join(token.key for token in tokenize(words, language))
