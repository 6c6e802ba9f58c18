"""Turns in swapped order: passages that stand in one place and are spoken in another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from transcripts.realignment.blocks import Block, Range
from transcripts.text.normalize import tokens

# A passage is the same one when its tokens agree this far (rapidfuzz ratio over tokens), and is
# looked for this many words away; a slip of the pen swaps neighbours, not chapters.
_SAME_PASSAGE = 0.75
_FAR_WORDS = 400


@dataclass(frozen=True, slots=True)
class Move:
    """Words `words` (begin, end) belong before the word `before`; `share` of it agrees."""

    words: Range
    before: int
    share: float


def find_moves(
    reference: Sequence[str], heard: Sequence[str], laid: Sequence[Block]
) -> tuple[Move, ...]:
    """Find pairs of a passage that only the reference has and the same one only heard."""
    alone = [b for b in laid if b.relation == "reference" and b.size[0] >= 4]
    spoken = [b for b in laid if b.relation == "heard" and b.size[1] >= 4]
    moves = []
    for written in alone:
        near = [h for h in spoken if abs(h.reference[0] - written.reference[0]) <= _FAR_WORDS]
        rated = [(_agreement(reference, heard, written, h), h) for h in near]
        share, place = max(rated, key=lambda pair: pair[0], default=(0.0, None))
        if place is not None and share >= _SAME_PASSAGE:
            spoken.remove(place)
            moves.append(Move(written.reference, place.reference[0], share))
    return tuple(moves)


def reordered(count: int, moves: Sequence[Move]) -> tuple[int, ...]:
    """Give the indices of `count` words in the order after the moves."""
    moved = {i for move in moves for i in range(*move.words)}
    order: list[int] = []
    for place in range(count + 1):
        for move in moves:
            if move.before == place:
                order += range(*move.words)
        if place < count and place not in moved:
            order.append(place)
    return tuple(order)


def _agreement(
    reference: Sequence[str], heard: Sequence[str], written: Block, spoken: Block
) -> float:
    left = [t.key for t in tokens(reference[slice(*written.reference)])]
    right = [t.key for t in tokens(heard[slice(*spoken.heard)])]
    return fuzz.ratio(left, right) / 100
