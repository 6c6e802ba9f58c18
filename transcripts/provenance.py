"""How a transcript came to be: program, models, options, steps, and words that were left out."""

from __future__ import annotations

from dataclasses import dataclass

from transcripts.run_options import RunOptions


@dataclass(frozen=True, slots=True)
class Omission:
    """Words of the recognizer that were left out, with the reason; times in seconds."""

    text: str
    start: float
    end: float
    reason: str


@dataclass(frozen=True, slots=True)
class UsedModel:
    """A model that was used, with the sha256 of its file."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class StepTiming:
    """Duration of a step; a cached step has the duration of its first run."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which program, models and options made a transcript, and when (ISO 8601, UTC)."""

    tapelog: str
    models: tuple[UsedModel, ...]
    options: RunOptions
    created: str
    steps: tuple[StepTiming, ...]
    notices: tuple[str, ...] = ()
    omitted: tuple[Omission, ...] = ()
