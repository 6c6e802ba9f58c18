"""Compare the reference and the published text side by side, turn by turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from transcripts.formats.page.marks import MarkedPiece, pieces
from transcripts.transcript import Correction, Transcript, Turn, Unspoken


@dataclass(frozen=True, slots=True)
class ComparisonPart:
    """A part of a turn in the reference and as published; one of the two may be empty.

    `repairs` are the corrections that make the difference; without any, both are equal.
    """

    old: str
    published: str
    repairs: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """A turn in both texts, its corrections, and the unspoken passages after it."""

    turn: Turn | None
    parts: tuple[ComparisonPart, ...]
    corrections: tuple[Correction, ...]
    unspoken: tuple[Unspoken, ...]

    @property
    def differs(self) -> bool:
        """Whether the two texts differ, or a correction is undecided."""
        return bool(
            self.unspoken or self.corrections or any(p.old != p.published for p in self.parts)
        )

    @property
    def old(self) -> str:
        """The text of the turn in the reference."""
        return " ".join(part.old for part in self.parts if part.old)

    @property
    def published(self) -> str:
        """The published text of the turn."""
        return " ".join(part.published for part in self.parts if part.published)


def rows(transcript: Transcript) -> tuple[ComparisonRow, ...]:
    """Compare both texts turn by turn.

    If the old text begins with an unspoken passage, the first row has no turn.
    """
    by_turn: dict[str, list[Correction]] = {turn.id: [] for turn in transcript.turns}
    for correction in transcript.corrections:
        if correction.status != "rejected" and correction.turn in by_turn:
            by_turn[correction.turn].append(correction)
    opening = tuple(p for p in transcript.unspoken if p.after_turn is None)
    result = [ComparisonRow(None, (), (), opening)] if opening else []
    for turn in transcript.turns:
        shown = [c for c in by_turn[turn.id] if c.kind != "turn-break"]
        paragraphs = pieces(turn, transcript.word_ranges[turn.id], shown, transcript.unwritten)
        result.append(
            ComparisonRow(
                turn=turn,
                parts=tuple(_parts(chain.from_iterable(paragraphs))),
                corrections=tuple(by_turn[turn.id]),
                unspoken=tuple(p for p in transcript.unspoken if p.after_turn == turn.id),
            )
        )
    return tuple(result)


def _parts(marked: Iterable[MarkedPiece]) -> Iterator[ComparisonPart]:
    for piece in marked:
        applied = [c for c in piece.repairs if c.status == "applied" and c.kind != "order"]
        if applied:
            text = " ".join(bit.text for bit in piece.bits)
            yield ComparisonPart(
                " ".join(c.before for c in applied if c.before), text, piece.repairs
            )
        elif not piece.bits:
            yield ComparisonPart("", "", piece.repairs)
        for bit in piece.bits if not applied else ():
            yield ComparisonPart("" if bit.unwritten else bit.text, bit.text, piece.repairs)
