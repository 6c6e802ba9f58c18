"""Replace the sound of spans of time by silence or a tone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcripts.transcript import Span

_MARGIN_SECONDS = 0.15
"""Silence before and after a withheld time, because words begin and end softly."""

_TONE_HZ, _TONE_AMPLITUDE = 1000, 0.1
"""The tone of broadcasters, 20 dB below full scale."""


@dataclass(frozen=True, slots=True)
class Silence:
    """The spans of a recording that are silent, and those of them in which a tone is heard."""

    spans: Sequence[Span] = ()
    tones: Sequence[Span] = ()


NO_SILENCE = Silence()


def apply_silence(
    mono: NDArray[np.float32], rate: int, first_sample: int, silence: Silence
) -> None:
    """Write silence and tones into `mono` [n], which begins at `first_sample` of the recording."""
    for span in silence.spans:
        mono[_find_samples(span, rate, first_sample, _MARGIN_SECONDS)] = 0
    for span in silence.tones:
        part = _find_samples(span, rate, first_sample)
        samples = np.arange(first_sample, first_sample + len(mono))[part]
        mono[part] = _TONE_AMPLITUDE * np.sin(2 * np.pi * _TONE_HZ / rate * samples)


def _find_samples(span: Span, rate: int, first_sample: int, margin: float = 0.0) -> slice:
    """Return the samples of a span with a margin in seconds, counted from `first_sample`."""
    first = round((span.start - margin) * rate) - first_sample
    last = round((span.end + margin) * rate) - first_sample
    return slice(max(0, first), max(0, last))
