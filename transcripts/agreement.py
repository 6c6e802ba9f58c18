"""How well the texts of a run agree with the recognized words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two texts in jiwer's measures; the best value is 0, but 1 for `wip`."""

    wer: float
    mer: float
    wil: float
    wip: float
    cer: float


@dataclass(frozen=True, slots=True)
class TurnAgreement:
    """Agreement of one turn's reference and published words with the recognized words."""

    turn: str
    reference_against_heard: Agreement
    published_against_heard: Agreement


@dataclass(frozen=True, slots=True)
class Scores:
    """How well the texts of a run agree with the recognized words.

    Without a reference, `reference_against_heard` is None. With a reference, `turns` has the
    agreement of each turn, until an edit changes any turn; then it is empty.
    """

    reference_against_heard: Agreement | None
    published_against_heard: Agreement | None
    words: int
    corrections_applied: int
    turns: tuple[TurnAgreement, ...] = ()
