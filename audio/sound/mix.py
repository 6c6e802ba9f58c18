"""Mix the channels of a recording down to one, even if some have opposite phase.

If a cable or a machine inverts one channel, all the time or from some moment on, the sum of the
channels would cancel the audio. Phase is judged window by window, so that short inverted passages
are found, too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audio import memory
from transcripts.transcript import Span

WINDOW_SECONDS = 0.1
"""Seconds of a window in which phase is judged; at most this much audio is lost where phase
changes.
"""

# Channels that lose this share of their power when added are in opposite phase.
_CANCELLED_POWER = 0.9

# A channel is inverted after this many windows of opposite phase in a row. A spaced pair of
# microphones has opposite phase by chance for some 0.1 s at low pitches.
_LEAST_WINDOWS = 10

# Windows below this share of the mean power (-30 dB) are ignored, because noise has no clear phase.
_LOUD_SHARE = 1e-3

_BLOCK_WINDOWS = 2_400  # windows, four minutes at a time to bound memory

Signs = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mix:
    """The signs of the channels over time.

    Each pair is a time in seconds and the signs that apply from then on.
    """

    sign_changes: tuple[tuple[float, Signs], ...]

    @property
    def inverted(self) -> tuple[Span, ...]:
        """Return the spans in which a channel is inverted; the last one may end at infinity."""
        ends = [start for start, _ in self.sign_changes[1:]] + [float("inf")]
        return tuple(
            Span(start, end)
            for (start, signs), end in zip(self.sign_changes, ends, strict=True)
            if min(signs) < 0
        )

    def mono(
        self, channels: NDArray[np.float32], rate: int, first_sample: int = 0
    ) -> NDArray[np.float32]:
        """Mix [channels, samples] to mono.

        The first sample is number `first_sample` of the recording. A chunk whose number of channels
        differs from the recording's is averaged.
        """
        count, length = channels.shape
        if count == 1:
            return channels.reshape(-1)
        if count != len(self.sign_changes[0][1]):
            return np.asarray(channels.mean(axis=0), np.float32)
        firsts = [
            min(max(0, round(start * rate) - first_sample), length)
            for start, _ in self.sign_changes
        ]
        mixed = memory.empty_array((length,))
        for (_, signs), first, last in zip(
            self.sign_changes, firsts, [*firsts[1:], length], strict=True
        ):
            weights = np.asarray(signs, np.float32) / count
            for part in memory.blocks(last - first):
                mixed[first:last][part] = weights @ channels[:, first:last][:, part]
        return mixed


def find_mix(channels: NDArray[np.float32], rate: int) -> Mix:
    """Judge the phase of [channels, samples] in each window against the loudest channel."""
    window = round(WINDOW_SECONDS * rate)
    count = channels.shape[1] // window
    if len(channels) == 1 or count == 0:
        return Mix(((0.0, (1,) * len(channels)),))
    windows = channels[:, : count * window].reshape(len(channels), count, window)
    power, product = np.empty((2, len(channels), count), np.float32)
    for part in memory.blocks(count, _BLOCK_WINDOWS):
        power[:, part] = np.einsum("cwt,cwt->cw", windows[:, part], windows[:, part]) / window
    loudest = int(power.sum(axis=1).argmax())
    for part in memory.blocks(count, _BLOCK_WINDOWS):
        product[:, part] = (
            np.einsum("cwt,wt->cw", windows[:, part], windows[loudest, part]) / window
        )
    mean = (power + power[loudest]) / 2
    loud = mean > _LOUD_SHARE * mean.mean(axis=1, keepdims=True)
    signs = np.stack(
        [
            _choose_channel_signs(row < -_CANCELLED_POWER * level, row > 0, counted)
            for row, level, counted in zip(product, mean, loud, strict=True)
        ],
        axis=1,
    )
    changes = [0, *(np.flatnonzero((signs[1:] != signs[:-1]).any(axis=1)) + 1).tolist()]
    return Mix(tuple((w * WINDOW_SECONDS, tuple(signs[w].tolist())) for w in changes))


def _choose_channel_signs(
    is_opposite: NDArray[np.bool_], is_same: NDArray[np.bool_], is_loud: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """Return the sign of a channel in each window; undecided windows repeat the previous sign."""
    signs = np.where(is_loud & is_opposite, -1, np.where(is_loud & is_same, 1, 0)).astype(np.int8)
    decided = np.flatnonzero(signs)
    if not len(decided):
        return np.ones(len(signs), np.int8)
    values = signs[decided]
    ends = [*(np.flatnonzero(np.diff(values)) + 1).tolist(), len(values)]
    begin = 0
    for end in ends:
        if values[begin] < 0 and end - begin < _LEAST_WINDOWS:
            values[begin:end] = 1
        begin = end
    last = np.maximum(np.searchsorted(decided, np.arange(len(signs)), side="right") - 1, 0)
    return np.asarray(values[last], np.int8)
