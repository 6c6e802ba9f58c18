"""The waveform of a recording, as audiowaveform's data files have it (version 2, 8 bits).

The format: github.com/bbc/audiowaveform, doc/DataFormat.md.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from audio.sound.decode import Reader

RATE_HZ = 8_000
"""Speech keeps its shape at this rate, and there is less to look through."""

SAMPLES_PER_PIXEL = 160
"""50 pairs a second: a word is some 15 wide, and three hours are 1 MB. More pairs show the edges of
sounds more sharply and are longer to load."""

_EIGHT_BITS = 1


def peaks(path: Path) -> bytes:
    """Give the lowest and highest sample of each 160 at 8 kHz, mixed down; UserError if no sound.

    24 bytes that say so (little-endian: version, flags, rate, samples a pair, pairs, channels),
    then a pair of signed bytes each.
    """
    with Reader(path, RATE_HZ) as reader:
        pairs = list(_pairs(reader.chunks()))
    found = np.concatenate(pairs) if pairs else np.zeros((0, 2), np.int8)
    head = struct.pack("<iIiiII", 2, _EIGHT_BITS, RATE_HZ, SAMPLES_PER_PIXEL, len(found), 1)
    return head + found.tobytes()


def _pairs(chunks: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
    """Give int8 [pairs, 2] of chunks of float32 [channels, samples]."""
    waiting, count = [np.zeros(0, np.float32)], 0
    for chunk in chunks:
        waiting.append(chunk.mean(axis=0))
        count += chunk.shape[1]
        if count >= RATE_HZ:  # a second at a time: numpy is slow on what is short
            samples = np.concatenate(waiting)
            whole = len(samples) // SAMPLES_PER_PIXEL * SAMPLES_PER_PIXEL
            yield _extremes(samples[:whole])
            waiting, count = [samples[whole:]], len(samples) - whole
    rest = np.concatenate(waiting)
    if len(rest):
        yield _extremes(np.pad(rest, (0, -len(rest) % SAMPLES_PER_PIXEL)))


def _extremes(samples: np.ndarray) -> np.ndarray:
    rows = np.nan_to_num(samples).reshape(-1, SAMPLES_PER_PIXEL)
    both = np.stack([rows.min(axis=1), rows.max(axis=1)], axis=1)
    return np.clip(np.round(both * 128), -128, 127).astype(np.int8)
