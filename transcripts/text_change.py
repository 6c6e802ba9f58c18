"""What was changed in a text, by the numbers of its words: when these are spoken is found later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from transcripts.transcript import CorrectionKind, Status


@dataclass(frozen=True, slots=True)
class TextChange:
    """A correction that has no time yet: of the published words `first` to `last` (exclusive).

    Where the two are equal it is a place, before word `first`.
    """

    kind: CorrectionKind
    before: str
    after: str
    score: float
    status: Status
    first: int
    last: int
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnmatchedPassage:
    """What one of the two texts has alone, at the published words `first` to `last` (exclusive)."""

    text: str
    first: int
    last: int
