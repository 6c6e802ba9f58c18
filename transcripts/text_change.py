"""Define changes of a text by word number; times are added later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from transcripts.transcript import CorrectionKind, Status


@dataclass(frozen=True, slots=True)
class TextChange:
    """A correction, without times, of the published words `first` to `last` (exclusive).

    If `first` equals `last`, the correction is at the position before that word.
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
    """A passage that is only in the reference, or only in the published words.

    It is at the published words `first` to `last` (exclusive).
    """

    text: str
    first: int
    last: int
