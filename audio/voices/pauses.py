"""Where in a stretch of speech nothing sounds: the pauses, found in the sound itself.

The segmentation answers every 17 ms and bridges short pauses; the level of the sound tells to a
hundredth of a second where a voice falls silent, if what lies under the voice is quiet enough. It
is compared with its own floor and height in three bands, for a fricative has nothing below and a
vowel little above, and codecs leave different things behind in each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import percentile_filter, uniform_filter1d

from audio.sound.recording import SAMPLE_RATE
from audio.voices.segment import frame_middle, runs
from transcripts.transcript import Span

PAUSE_SECONDS = 0.25
"""Pauses of this and more are left out of stretches, by the contract of transcript.rttm."""

FRAME_SECONDS = 0.01

_BANDS_HZ = ((80, 700), (700, 2500), (2500, 7500))

# How far a band must be above its floor to be heard: a share of its range, and decibels at least.
# On synthetic speech with noise at 35 and 20 dB and as 64 kbit/s MP3, and on six meeting clips and
# a telephone call: 0.05 leaves pauses in, 0.25 cuts into the ends of words. 3 dB hears noise.
_SHARE = 0.1
_LEAST_DB = 4.0

# Where the segmentation doubts that anybody speaks (wholly at the first chance, not at all
# at the second) a breath, or music underneath, is no speech either if it lasts: the share is this,
# then. On a radio interview with music that takes 5.9 % error to 4.8 %; a share of 0.4 from 0.25 s
# on, to 4.1 %, but costs 2 % on read speech with soft ends.
_SHARE_IN_DOUBT = 0.3
_IN_DOUBT = (0.75, 0.85)
_DOUBTFUL_SECONDS = 0.35

# A band of smaller range says nothing: music lies under the voice, or nobody speaks.
_RANGE_DB = 10.0
_RANGE_MOST_DB = 60.0  # below that a codec has set samples to zero

# The floor and the height are these percentiles of so many seconds around; there are pauses in ten
# seconds of any speech, if only between words.
_AROUND_SECONDS = 20.0
_FLOOR, _HEIGHT = 5, 95

# A pause inside a stretch counts only where the segmentation doubts, too: at its lowest the chance
# of speech is 0.5 to 0.8 in true pauses, 0.86 and more where a quiet voice goes on.
_DOUBT = 0.85

_FFT = 320  # samples, 20 ms
_HOP = 160
_EVERY = 5  # frames of which one counts for floor and height: they move slowly
_BLOCK = 6_000  # frames, a minute at a time, so that spectra stay small

Chances = NDArray[np.float32]
Levels = NDArray[np.float32]
Mask = NDArray[np.bool_]


def levels(samples: NDArray[np.float32]) -> Levels:
    """Measure the power of each band in dB every 10 ms over 30 ms, [frames, bands]."""
    padded = np.pad(samples, _FFT // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FFT)[::_HOP]
    hertz = np.fft.rfftfreq(_FFT, 1 / SAMPLE_RATE)
    bands = np.stack([(hertz >= low) & (hertz < high) for low, high in _BANDS_HZ], 1)
    window = np.hanning(_FFT).astype(np.float32)
    power = [
        np.abs(np.fft.rfft(frames[i : i + _BLOCK] * window)) ** 2 @ bands
        for i in range(0, len(frames), _BLOCK)
    ]
    smooth = uniform_filter1d(np.concatenate(power), 3, axis=0)
    return np.asarray(10 * np.log10(smooth + 1e-12), np.float32)


def silent(levels: Levels, speech: Chances) -> Mask:
    """Say of every frame whether all bands lie near their floor; false where none can tell.

    Nearer where the chance of `speech` (of each frame) is high.
    """
    floor, height = (_slow(levels, percentile) for percentile in (_FLOOR, _HEIGHT))
    floor = np.maximum(floor, height - _RANGE_MOST_DB)
    told = height - floor >= _RANGE_DB

    def near_floor(share: NDArray[np.float64]) -> Mask:
        heard = levels >= floor + np.maximum(_LEAST_DB, share[:, None] * (height - floor))
        return np.asarray(~(heard & told).any(1) & told.any(1))

    found = near_floor(np.full(len(levels), _SHARE))
    for first, last in runs(near_floor(np.interp(speech, _IN_DOUBT, (_SHARE_IN_DOUBT, _SHARE)))):
        if (last - first) * FRAME_SECONDS >= _DOUBTFUL_SECONDS:
            found[first:last] = True
    return found


def _slow(levels: Levels, percentile: int) -> Levels:
    """Follow a percentile of the levels around each frame, in each band."""
    sparse = levels[::_EVERY]
    size = min(len(sparse), round(_AROUND_SECONDS / FRAME_SECONDS / _EVERY))
    slow = percentile_filter(sparse, percentile, (size, 1))
    slow = uniform_filter1d(slow, min(len(slow), 41), axis=0)
    at = np.arange(len(levels)) / _EVERY
    return np.stack([np.interp(at, np.arange(len(slow)), band) for band in slow.T], 1)


@dataclass(frozen=True, slots=True, eq=False)
class Pauses:
    """What tells pauses: frames that are `quiet`, and the chance of `speech`, every 10 ms."""

    quiet: Mask
    speech: Chances

    @staticmethod
    def of(loudness: Levels, chances: Chances) -> Pauses:
        """Find them by the `levels` of the sound and the segmentation's chances."""
        at = np.arange(len(loudness)) * FRAME_SECONDS
        speech = np.interp(at, frame_middle(np.arange(len(chances))), 1 - chances[:, 0])
        speech = np.asarray(speech, np.float32)
        return Pauses(silent(loudness, speech), speech)

    def left_out_of(self, span: Span) -> tuple[Span, ...]:
        """Cut a stretch at its pauses, and off what is silent at its ends; nothing if all is."""
        first, last = frame_at(span.start), min(len(self.quiet), frame_at(span.end))
        sounding = first + np.flatnonzero(~self.quiet[first:last])
        if not len(sounding):
            return ()
        steps = np.flatnonzero(np.diff(sounding) > round(PAUSE_SECONDS / FRAME_SECONDS))
        pauses = [
            (a + 1, b)
            for a, b in zip(sounding[steps], sounding[steps + 1], strict=True)
            if self.speech[a + 1 : b].min() < _DOUBT
        ]
        start = span.start if sounding[0] == first else _start(sounding[0])
        end = span.end if sounding[-1] == last - 1 else _start(sounding[-1] + 1)
        starts = [start, *(_start(b) for _, b in pauses)]
        ends = [*(_start(a) for a, _ in pauses), end]
        return tuple(Span(a, b) for a, b in zip(starts, ends, strict=True))


def frame_at(second: float) -> int:
    """Give the first frame whose middle is not before a moment."""
    return max(0, int(np.ceil(second / FRAME_SECONDS - 1e-6)))


def _start(frame: int) -> float:
    """Give the moment at which a frame begins."""
    return float((frame - 0.5) * FRAME_SECONDS)
