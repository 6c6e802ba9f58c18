"""Turns in swapped order: passages that stand in one place and are spoken in another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from transcripts.languages.language import Language
from transcripts.realignment.blocks import Block, Range
from transcripts.text.normalize import tokens

# A passage is the same one when its tokens agree this far (rapidfuzz ratio over tokens), and is
# looked for this many words away; a slip of the pen swaps neighbours, not chapters.
_SAME_PASSAGE = 0.75
_FAR_WORDS = 400
# A passage has at least so many words, and a turn of fewer ("You're joking.") at least so many: it
# must be the same to the letter, and near.
_PASSAGE, _TURN = 4, 2
_NEAR_WORDS = 60


@dataclass(frozen=True, slots=True)
class Move:
    """Words `words` (begin, end) belong before the word `before`; `share` of it agrees."""

    words: Range
    before: int
    share: float


def find_moves(
    reference: Sequence[str],
    heard: Sequence[str],
    laid: Sequence[Block],
    language: Language,
    breaks: frozenset[int] = frozenset(),
) -> tuple[Move, ...]:
    """Find pairs of a passage that only the reference has and the same one only heard.

    `breaks` are the reference's words that begin a turn: a whole turn may be shorter.
    """
    passages = [b.reference for b in laid if b.relation == "reference" and b.size[0] >= _PASSAGE]
    spoken = [b for b in laid if b.relation == "heard" and b.size[1] >= _TURN]
    moves = []
    for written in [*passages, *_lost_turns(len(reference), laid, breaks)]:
        short = written[1] - written[0] < _PASSAGE
        near = [
            h
            for h in spoken
            if abs(h.reference[0] - written[0]) <= (_NEAR_WORDS if short else _FAR_WORDS)
            and (short or h.size[1] >= _PASSAGE)
        ]
        rated = [(_agreement(reference, heard, written, h, language), h) for h in near]
        share, place = max(rated, key=lambda pair: pair[0], default=(0.0, None))
        if place is not None and share >= (1.0 if short else _SAME_PASSAGE):
            spoken.remove(place)
            moves.append(Move(written, place.reference[0], share))
    return tuple(sorted(moves, key=lambda move: move.words))


def _lost_turns(count: int, laid: Sequence[Block], breaks: frozenset[int]) -> Iterator[Range]:
    """Give the short turns of a reference of `count` words of which no word was heard in place."""
    found = {i for b in laid if b.relation == "same" for i in range(*b.reference)}
    for first, last in pairwise(sorted({0, *breaks, count})):
        if _TURN <= last - first < _PASSAGE and found.isdisjoint(range(first, last)):
            yield first, last


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
    reference: Sequence[str],
    heard: Sequence[str],
    written: Range,
    spoken: Block,
    language: Language,
) -> float:
    left = [t.key for t in tokens(reference[slice(*written)], language)]
    right = [t.key for t in tokens(heard[slice(*spoken.heard)], language)]
    return fuzz.ratio(left, right) / 100
