"""Record how a transcript was made: program, models, options, steps, and omitted words."""

from __future__ import annotations

from dataclasses import dataclass

from transcripts.run_options import RunOptions


@dataclass(frozen=True, slots=True)
class Omission:
    """Words of the recognizer that were omitted, with the reason; times are in seconds."""

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
    """The duration of a step; a cached step has the duration of the run that computed it."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Provenance:
    """The program, models and options that made a transcript, and the time (ISO 8601, UTC)."""

    tapelog: str
    models: tuple[UsedModel, ...]
    options: RunOptions
    created: str
    steps: tuple[StepTiming, ...]
    notices: tuple[str, ...] = ()
    omitted: tuple[Omission, ...] = ()
