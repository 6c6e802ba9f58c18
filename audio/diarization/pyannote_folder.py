"""Diarize with the user's own pyannote pipeline: a folder with its config.yaml and models."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch

from audio.checkpoints.models import folder_identity
from audio.diarization.pipeline_config import read_config, weights_only
from audio.diarization.pyannote_parts import Pipeline
from audio.diarization.tracks import merge_spans
from audio.machine import device
from audio.sound.recording import Sound
from transcripts.errors import UserError
from transcripts.transcript import Diarization, Span, SpeakerSegment

Progress = Callable[[float], None]

# Steps of the pipeline that report progress, with the total progress at their start and end.
_STEPS = {"segmentation": (0.0, 0.1), "embeddings": (0.1, 1.0)}


def diarize(
    sound: Sound, folder: str, minimum: int, maximum: int | None, progress: Progress
) -> Diarization:
    """Run the pipeline in `folder`; raises UserError if it cannot be loaded."""

    def report_step(
        name: str, _found: object, completed: int = 0, total: int = 0, **_other: object
    ) -> None:
        if name in _STEPS and total:  # the last batch may be smaller
            begin, end = _STEPS[name]
            progress(begin + (end - begin) * min(1.0, float(completed / total)))

    output = _load_pipeline(folder, folder_identity(Path(folder)).sha256)(
        {"waveform": torch.from_numpy(sound.samples)[None], "sample_rate": sound.rate},
        min_speakers=minimum,
        max_speakers=maximum,
        hook=report_step,
    )
    progress(1.0)
    return _convert_annotations(output, sound.seconds)


@lru_cache(1)
def _load_pipeline(folder: str, _sha256: str) -> Any:
    config = read_config(Path(folder))
    try:
        with weights_only():
            pipeline = Pipeline.from_pretrained(config)
    except Exception as error:  # the content of the user's file determines the error
        raise UserError(f"pyannote cannot load the pipeline in {folder}: {error}") from error
    return pipeline.to(device())


def _convert_annotations(output: Any, duration_seconds: float) -> Diarization:
    """Convert pyannote's annotations to a Diarization."""
    labels = output.speaker_diarization.labels()
    first = {s: output.speaker_diarization.label_timeline(s)[0].start for s in labels}
    names = {s: f"V{i}" for i, s in enumerate(sorted(labels, key=lambda s: first[s]), start=1)}
    segments = _convert_segments(output.speaker_diarization, names, duration_seconds)
    embeddings = output.speaker_embeddings if output.speaker_embeddings is not None else []
    return Diarization(
        speech=merge_spans(segment.span for segment in segments),
        segments=segments,
        exclusive_segments=_convert_segments(
            output.exclusive_speaker_diarization, names, duration_seconds
        ),
        embeddings={
            names[label]: tuple(float(x) for x in embedding / np.linalg.norm(embedding))
            for label, embedding in zip(labels, embeddings, strict=False)
            if np.isfinite(embedding).all() and np.any(embedding)
        },
    )


def _convert_segments(
    annotation: Any, names: dict[str, str], duration_seconds: float
) -> tuple[SpeakerSegment, ...]:
    found = [
        SpeakerSegment(names[label], span.start, span.end)
        for part, _, label in annotation.itertracks(yield_label=True)
        if (span := Span(max(0.0, part.start), min(duration_seconds, part.end))).duration > 0
    ]
    return tuple(sorted(found, key=lambda s: (s.start, s.end, s.voice)))
