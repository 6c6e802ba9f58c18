"""One speaker per channel: a double-ender, and who speaks when is there to be read off.

Each end of the conversation was recorded by itself, or each has a microphone that hears the others
far more softly. Whoever is louder on a channel than what leaks into it speaks there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from audio.sound.recording import Sound
from audio.voices.pauses import FRAME_SECONDS, Pauses, levels
from audio.voices.segment import listen, runs
from audio.voices.tracks import Track
from transcripts.transcript import Span

# How much louder than on any other channel a speaker is on his own (dB). A voice that a mixing desk
# set to one side is 3 to 9 dB louder there; a microphone hears its own speaker 15 dB and more above
# the other one across the room. Smaller values take a wide mix for a double-ender.
_APART_DB = 12.0

# So much of the sound must be that clear: where both speak at once it is not.
_CLEAR_SHARE = 0.7

# The least of the clear sound that a channel must have to itself: a guest of few words has that.
_OWN_SHARE = 0.03

# Sound is where a channel is this far (dB) above its own quietest and at most so far below its
# loudest moments.
_ABOVE_FLOOR_DB = 10.0
_BELOW_HEIGHT_DB = 30.0

# Above what leaks in (dB, the usual difference to the channel that it leaks from) somebody speaks.
_ABOVE_LEAK_DB = 6.0

_SMOOTH = 15  # frames, 0.15 s: the level of a syllable
_SHORTEST_SECONDS = 0.1  # a shorter sound above the leak is a click

Progress = Callable[[float], None]
Levels = NDArray[np.float32]
Mask = NDArray[np.bool_]


def apart(sound: Sound) -> bool:
    """Say whether each channel has a speaker of its own."""
    if len(sound.channels) < 2:
        return False
    loudness = _loudness(sound)
    sounding = _sounding(loudness)
    if not sounding.any():
        return False
    ordered = np.sort(loudness[:, sounding], axis=0)
    clear = ordered[-1] - ordered[-2] >= _APART_DB
    owners = np.bincount(loudness[:, sounding].argmax(0)[clear], minlength=len(loudness))
    return bool(clear.mean() >= _CLEAR_SHARE and owners.min() >= _OWN_SHARE * owners.sum())


def tracks(sound: Sound, progress: Progress) -> tuple[list[Track], list[Pauses]]:
    """Give a track for each channel of a recording that is `apart`, and where each is silent."""
    loudness = _loudness(sound)
    ends = [Sound(samples=channel, channels=channel[None]) for channel in sound.channels]
    pauses = [
        Pauses.of(levels(end.samples), listen(end, partial(_part, progress, i, len(ends))))
        for i, end in enumerate(ends)
    ]
    active = np.stack(
        [_solid((p.speech >= 0.5) & _own(loudness, channel)) for channel, p in enumerate(pauses)]
    )
    foremost = np.where(active, loudness - _height(loudness)[:, None], -np.inf).argmax(0)
    alone = active.sum(0) == 1
    return [
        Track(
            sound=end,
            spans=_spans(active[channel]),
            foremost=_spans(active[channel] & (foremost == channel)),
            alone=_spans(active[channel] & alone),
        )
        for channel, end in enumerate(ends)
    ], pauses


def _part(progress: Progress, number: int, count: int, share: float) -> None:
    """Report a share of one of several equal parts of the work."""
    progress((number + share) / count)


def _loudness(sound: Sound) -> Levels:
    """Measure each channel in dB every 10 ms over the length of a syllable, [channels, frames]."""
    power = [(10 ** (levels(channel) / 10)).sum(1) for channel in sound.channels]
    smooth = uniform_filter1d(np.stack(power), _SMOOTH, axis=1)
    return np.asarray(10 * np.log10(smooth + 1e-12), np.float32)


def _height(loudness: Levels) -> Levels:
    return np.asarray(np.percentile(loudness, 95, axis=1), np.float32)


def _sounding(loudness: Levels) -> Mask:
    """Say in which frames any channel has sound."""
    floor = np.percentile(loudness, 5, axis=1)
    least = np.maximum(floor + _ABOVE_FLOOR_DB, _height(loudness) - _BELOW_HEIGHT_DB)
    return np.asarray((loudness >= least[:, None]).any(0))


def _own(loudness: Levels, channel: int) -> Mask:
    """Say in which frames a channel is louder than what leaks into it from the others."""
    own = np.ones(loudness.shape[1], np.bool_)
    sounding = _sounding(loudness)
    for other in range(len(loudness)):
        if other == channel:
            continue
        difference = loudness[channel] - loudness[other]
        leaking = sounding & (difference <= -_APART_DB)
        leak = np.median(difference[leaking]) if leaking.any() else -np.inf
        own &= difference >= leak + _ABOVE_LEAK_DB
    return own


def _solid(mask: Mask) -> Mask:
    """Fill holes shorter than a syllable and drop clicks."""
    solid = mask.copy()
    for value in (False, True):
        for first, last in runs(solid == value):
            if (last - first) * FRAME_SECONDS < _SHORTEST_SECONDS:
                solid[first:last] = not value
    return solid


def _spans(active: Mask) -> tuple[Span, ...]:
    return tuple(
        Span(max(0.0, (a - 0.5) * FRAME_SECONDS), (b - 0.5) * FRAME_SECONDS)
        for a, b in runs(active)
    )
