"""A recording of three voices, its true speaker segments, and the DER of a diarization."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pyannote.core import Annotation, Segment, Timeline
from pyannote.metrics.diarization import DiarizationErrorRate

from audio.sound.recording import Sound, load_sound
from transcripts.transcript import Span, SpeakerSegment

DATA = Path(__file__).parent / "data"


def three_voices() -> Sound:
    """Load the recording of Michael, Lewis and Emma, which lasts 17 s."""
    return load_sound(DATA / "three_voices.flac")


def truth() -> tuple[SpeakerSegment, ...]:
    """Return the true speaker segments of the recording of three voices."""
    lines = (DATA / "three_voices.rttm").read_text(encoding="utf-8").splitlines()
    fields = [line.split() for line in lines]
    return tuple(SpeakerSegment(f[7], float(f[3]), float(f[3]) + float(f[4])) for f in fields)


def only(sound: Sound, spans: Sequence[Span]) -> np.ndarray:
    """Return the sound within some spans, with zeros elsewhere."""
    kept = np.zeros_like(sound.samples)
    for span in spans:
        at = slice(round(span.start * sound.rate), round(span.end * sound.rate))
        kept[at] = sound.samples[at]
    return kept


def of_channels(*channels: np.ndarray) -> Sound:
    """Make a recording from these channels."""
    stacked = np.stack(channels).astype(np.float32)
    return Sound(samples=stacked.mean(0), channels=stacked)


def annotation(stretches: Sequence[SpeakerSegment]) -> Annotation:
    """Convert segments to a pyannote annotation."""
    found = Annotation()
    for i, stretch in enumerate(stretches):
        found[Segment(stretch.start, stretch.end), i] = stretch.voice
    return found


def error(
    right: Sequence[SpeakerSegment], found: Sequence[SpeakerSegment], seconds: float
) -> float:
    """Compute the DER without a collar; overlapped speech is scored."""
    extent = Timeline([Segment(0, seconds)])
    return float(DiarizationErrorRate()(annotation(right), annotation(found), uem=extent))
