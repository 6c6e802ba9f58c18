"""Voices by a pyannote pipeline that the user has: a folder with its config.yaml and models."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch

from audio.checkpoints.models import folder_identity
from audio.machine import device
from audio.sound.recording import Sound
from audio.voices.torchaudio_parts import Pipeline
from audio.voices.tracks import union
from transcripts.errors import UserError
from transcripts.transcript import Span, Stretch, Voices

Progress = Callable[[float], None]

# Steps of the pipeline that report how far they are, and where each begins and ends in the whole.
_STEPS = {"segmentation": (0.0, 0.1), "embeddings": (0.1, 1.0)}


def diarize(
    sound: Sound, folder: str, minimum: int, maximum: int | None, progress: Progress
) -> Voices:
    """Hand a recording to the pipeline in a folder; raises UserError where there is none."""

    def follow(
        name: str, _found: object, completed: int = 0, total: int = 0, **_other: object
    ) -> None:
        if name in _STEPS and total:  # a whole batch counts, also where less was left
            begin, end = _STEPS[name]
            progress(begin + (end - begin) * min(1.0, float(completed / total)))

    heard = _pipeline(folder, folder_identity(Path(folder)).sha256)(
        {"waveform": torch.from_numpy(sound.samples)[None], "sample_rate": sound.rate},
        min_speakers=minimum,
        max_speakers=maximum,
        hook=follow,
    )
    progress(1.0)
    return _voices(heard, sound.seconds)


@lru_cache(1)
def _pipeline(folder: str, _sha256: str) -> Any:
    try:
        pipeline = Pipeline.from_pretrained(Path(folder))
    except Exception as error:  # whatever is in the user's file decides what is raised
        raise UserError(f"pyannote cannot load the pipeline in {folder}: {error}") from error
    return pipeline.to(device())


def _voices(heard: Any, seconds: float) -> Voices:
    """Turn pyannote's annotations into the vocabulary of this house."""
    labels = heard.speaker_diarization.labels()
    first = {s: heard.speaker_diarization.label_timeline(s)[0].start for s in labels}
    names = {s: f"V{i}" for i, s in enumerate(sorted(labels, key=lambda s: first[s]), start=1)}
    stretches = _stretches(heard.speaker_diarization, names, seconds)
    prints = heard.speaker_embeddings if heard.speaker_embeddings is not None else []
    return Voices(
        speech=union(stretch.span for stretch in stretches),
        stretches=stretches,
        exclusive=_stretches(heard.exclusive_speaker_diarization, names, seconds),
        prints={
            names[label]: tuple(float(x) for x in print_ / np.linalg.norm(print_))
            for label, print_ in zip(labels, prints, strict=False)
            if np.isfinite(print_).all() and np.any(print_)
        },
    )


def _stretches(annotation: Any, names: dict[str, str], seconds: float) -> tuple[Stretch, ...]:
    found = [
        Stretch(names[label], span.start, span.end)
        for part, _, label in annotation.itertracks(yield_label=True)
        if (span := Span(max(0.0, part.start), min(seconds, part.end))).duration > 0
    ]
    return tuple(sorted(found, key=lambda s: (s.start, s.end, s.voice)))
