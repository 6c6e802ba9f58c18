"""The options of diarization, apart from the code that needs the models' libraries."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DiarizeOptions:
    """Limits on the number of voices, and optionally another pipeline.

    `pipeline` is a folder with a pyannote pipeline (its config.yaml), which replaces the built-in
    one.
    """

    min_speakers: int = 1
    max_speakers: int | None = None
    pipeline: str | None = None
