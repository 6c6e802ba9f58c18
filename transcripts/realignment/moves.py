"""Find passages whose position in the reference differs from that in the audio."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from transcripts.languages.language import Language
from transcripts.realignment.blocks import Block, Range
from transcripts.text.normalize import tokenize

# Least agreement (rapidfuzz ratio over tokens) of a passage with the words at its new position, and
# largest number of words between its old and its new position. Typists swap neighboring passages,
# not chapters.
_MIN_AGREEMENT = 0.75
_MAX_DISTANCE_WORDS = 400
# Least number of words in a passage. A whole turn ("You're joking.") may have fewer if its new
# position is near and the recognizer has exactly the same words there.
_MIN_PASSAGE_WORDS, _MIN_TURN_WORDS = 4, 2
_MAX_TURN_DISTANCE_WORDS = 60


@dataclass(frozen=True, slots=True)
class Move:
    """A passage of the reference that was spoken at another position.

    The reference words `passage` (begin, end) move before the reference word `target_word`;
    `agreement` (0 to 1) says how well they agree with the words recognized at that position.
    """

    passage: Range
    target_word: int
    agreement: float


def find_moves(
    reference: Sequence[str],
    recognized: Sequence[str],
    blocks: Sequence[Block],
    language: Language,
    breaks: frozenset[int] = frozenset(),
) -> tuple[Move, ...]:
    """Find passages of the reference that were recognized at another position, not at their own.

    `breaks` are the indices of reference words that begin a turn.
    """
    passages = [
        b.reference for b in blocks if b.relation == "reference" and b.size[0] >= _MIN_PASSAGE_WORDS
    ]
    spoken = [b for b in blocks if b.relation == "heard" and b.size[1] >= _MIN_TURN_WORDS]
    moves = []
    for written in [*passages, *_find_lost_turns(len(reference), blocks, breaks)]:
        short = written[1] - written[0] < _MIN_PASSAGE_WORDS
        near = [
            h
            for h in spoken
            if abs(h.reference[0] - written[0])
            <= (_MAX_TURN_DISTANCE_WORDS if short else _MAX_DISTANCE_WORDS)
            and (short or h.size[1] >= _MIN_PASSAGE_WORDS)
        ]
        rated = [(_measure_agreement(reference, recognized, written, h, language), h) for h in near]
        share, place = max(rated, key=lambda pair: pair[0], default=(0.0, None))
        if place is not None and share >= (1.0 if short else _MIN_AGREEMENT):
            spoken.remove(place)
            moves.append(Move(written, place.reference[0], share))
    return tuple(sorted(moves, key=lambda move: move.passage))


def _find_lost_turns(
    count: int, blocks: Sequence[Block], breaks: frozenset[int]
) -> Iterator[Range]:
    """Yield the short turns of which no word was recognized at its position."""
    heard = {i for b in blocks if b.relation == "same" for i in range(*b.reference)}
    for first, last in pairwise(sorted({0, *breaks, count})):
        if _MIN_TURN_WORDS <= last - first < _MIN_PASSAGE_WORDS and heard.isdisjoint(
            range(first, last)
        ):
            yield first, last


def reading_order(count: int, moves: Sequence[Move]) -> tuple[int, ...]:
    """Return the indices of `count` words in their order after the moves."""
    moved = {i for move in moves for i in range(*move.passage)}
    order: list[int] = []
    for place in range(count + 1):
        for move in moves:
            if move.target_word == place:
                order += range(*move.passage)
        if place < count and place not in moved:
            order.append(place)
    return tuple(order)


def _measure_agreement(
    reference: Sequence[str],
    recognized: Sequence[str],
    reference_range: Range,
    recognized_block: Block,
    language: Language,
) -> float:
    left = [t.key for t in tokenize(reference[slice(*reference_range)], language)]
    right = [t.key for t in tokenize(recognized[slice(*recognized_block.recognized)], language)]
    return fuzz.ratio(left, right) / 100
