"""Compute waveform data in the format of audiowaveform (version 2, 8 bits).

The format is described in github.com/bbc/audiowaveform, doc/DataFormat.md.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from audio.sound.decode import AudioReader

RATE_HZ = 8_000
"""Sample rate in hertz: enough for the shape of speech, and quick to compute."""

SAMPLES_PER_PIXEL = 160
"""50 pairs (lowest and highest value) a second: a word is about 15 pairs wide, and three hours take
1 MB.
"""

_EIGHT_BITS = 1


def waveform_peaks(path: Path) -> bytes:
    """Return the lowest and the highest value of every 160 samples at 8 kHz, mono.

    The data is a header of 24 bytes (little-endian: version, flags, rate, samples per pair, pairs,
    channels), then pairs of signed bytes. Raises UserError if there is no audio.
    """
    with AudioReader(path, RATE_HZ) as reader:
        pairs = list(_compute_peak_pairs(reader.chunks()))
    found = np.concatenate(pairs) if pairs else np.zeros((0, 2), np.int8)
    head = struct.pack("<iIiiII", 2, _EIGHT_BITS, RATE_HZ, SAMPLES_PER_PIXEL, len(found), 1)
    return head + found.tobytes()


def _compute_peak_pairs(chunks: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
    """Yield pairs as int8 [pairs, 2] for chunks of float32 samples [channels, samples]."""
    waiting, count = [np.zeros(0, np.float32)], 0
    for chunk in chunks:
        waiting.append(chunk.mean(axis=0))
        count += chunk.shape[1]
        if count >= RATE_HZ:  # a second at a time, because numpy is slow on short arrays
            samples = np.concatenate(waiting)
            whole = len(samples) // SAMPLES_PER_PIXEL * SAMPLES_PER_PIXEL
            yield _find_extremes(samples[:whole])
            waiting, count = [samples[whole:]], len(samples) - whole
    rest = np.concatenate(waiting)
    if len(rest):
        yield _find_extremes(np.pad(rest, (0, -len(rest) % SAMPLES_PER_PIXEL)))


def _find_extremes(samples: np.ndarray) -> np.ndarray:
    rows = np.nan_to_num(samples).reshape(-1, SAMPLES_PER_PIXEL)
    both = np.stack([rows.min(axis=1), rows.max(axis=1)], axis=1)
    return np.clip(np.round(both * 128), -128, 127).astype(np.int8)
