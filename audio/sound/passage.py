"""Decode a passage of a recording without decoding what comes before it."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from audio.sound.decode import AudioReader
from audio.sound.recording import SAMPLE_RATE, Sound
from transcripts.errors import UserError
from transcripts.transcript import Span

_EARLY_SECONDS = 0.5
"""Decoding begins this much before the passage, because frames after a seek are often incomplete.
"""


def load_passage(path: Path, span: Span) -> Sound:
    """Return the sound of a span, mono, with the same times as in `load_sound`.

    If the span exceeds the end of the recording, the sound is shorter than the span. The channels
    are averaged. Raises UserError if the file cannot be decoded or has no sound in the span.
    """
    parts, at = [], None
    with AudioReader(path, SAMPLE_RATE) as reader:
        origin = (reader.container.start_time or 0) / av.time_base
        target = max(0.0, span.start - _EARLY_SECONDS)
        if target > 0:
            reader.container.seek(round((target + origin) * av.time_base), backward=True)
        resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
        for frame in reader.frames():
            if at is None:
                at = (frame.time or 0.0) - origin
            if frame.time is not None and frame.time - origin >= span.end:
                break
            frame.pts = None
            parts += [part.to_ndarray().reshape(-1) for part in resampler.resample(frame)]
    if at is None or not parts:
        raise UserError(f"{path} has no audio at {span.start:.1f} s")
    samples = np.nan_to_num(np.concatenate(parts).astype(np.float32))
    first = max(0, round((span.start - at) * SAMPLE_RATE))
    samples = samples[first : first + round(span.duration * SAMPLE_RATE)]
    return Sound(samples, samples[None])
