"""Measure the level of audio over time, and find its pauses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d

from audio import memory

FRAME_SECONDS = 0.01  # seconds per frame
_FRAME_SAMPLES = 160  # samples per frame at 16 kHz
_BLOCK_FRAMES = (
    6_000  # frames, a minute at a time to bound memory: the squares of six hours take 1.4 GB
)

# A frame is silent if it is this much quieter (dB) than the loud frames around it. From 24 to 35
# dB, the times of clean words hardly change; a larger value takes breath and room noise for speech,
# a smaller one takes a soft answer for a pause.
_UNDER_SPEECH_DB = 30.0
# The loud frames are searched for this many seconds before and after a frame, so that a soft voice
# between loud voices is not silence.
_AROUND_SECONDS = 1.5
# If all frames around a frame are softer than the loudest voice by more than this (dB), the frame
# is compared with a level this much below the loudest voice.
_SOFTEST_VOICE_DB = 35.0
# A frame is also silent if it is less than this (dB) above the background. With 5 dB, word edges
# are lost in noise of 10 dB: 95 % of word starts are within 156 instead of 131 ms.
_OVER_BACKGROUND_DB = 3.0
# With less contrast (dB) between speech and background, as in babble, no frame counts as silent. A
# limit of 12 dB also ruled out speech over music and in noise of 10 dB: 95 % of starts were within
# 0.26 and 0.38 s instead of 0.13 s.
_LEAST_CONTRAST_DB = 8.0


def levels_db(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Measure the level of 16 kHz audio in dB of full scale, one value per 10 ms [n // 160]."""
    count = len(samples) // _FRAME_SAMPLES
    if count == 0:
        return np.zeros(0, np.float32)
    frames = samples[: count * _FRAME_SAMPLES].reshape(count, _FRAME_SAMPLES)
    power = np.empty(count, np.float32)
    for part in memory.blocks(count, _BLOCK_FRAMES):
        power[part] = np.square(frames[part]).mean(axis=1)
    padded = np.pad(power, 1, mode="edge")
    smooth = (padded[:-2] + padded[1:-1] + padded[2:]) / 3
    levels: NDArray[np.float32] = (10 * np.log10(smooth + 1e-10)).astype(np.float32)
    return levels


def silent_frames(levels: NDArray[np.float32], min_seconds: float = 0.1) -> NDArray[np.bool_]:
    """Mark the frames without speech in up to half a minute of `levels` (10 ms each).

    Quiet runs shorter than `min_seconds` do not count, because they may be closures of /p t k/
    inside words, which last up to about 0.1 s.
    """
    if len(levels) == 0:
        return np.zeros(0, np.bool_)
    background, speech = np.percentile(levels, (5, 95))
    if background + _OVER_BACKGROUND_DB > speech - _LEAST_CONTRAST_DB:
        return np.zeros(len(levels), np.bool_)
    around = maximum_filter1d(levels, 2 * round(_AROUND_SECONDS / FRAME_SECONDS) + 1)
    voice = np.clip(around, speech - _SOFTEST_VOICE_DB, speech)
    below: NDArray[np.bool_] = levels < np.maximum(
        voice - _UNDER_SPEECH_DB, background + _OVER_BACKGROUND_DB
    )
    for start, end in true_runs(below):
        if (end - start) * FRAME_SECONDS < min_seconds:
            below[start:end] = False
    return below


def true_runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """List the runs [start, end) in which `mask` is true."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
