"""Diarize recordings with one speaker per channel (double-enders).

Either each end of the conversation was recorded separately, or each speaker has a microphone that
picks up the others at a much lower level. Audio that is louder than crosstalk on a channel belongs
to the speaker of that channel.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from audio.diarization.pauses import FRAME_SECONDS, PauseDetector, band_levels
from audio.diarization.segmentation import class_probabilities, true_runs
from audio.diarization.tracks import SpeakerTrack
from audio.sound.recording import Sound
from transcripts.transcript import Diarization, Span

# Least difference (dB) between a speaker's level on their own channel and on any other. A voice
# panned to one side is 3 to 9 dB louder there; a microphone picks up its own speaker at least 15 dB
# above somebody across the room. Smaller values mistake a wide mix for a double-ender.
_SEPARATION_DB = 12.0

# One channel must be louder by `_SEPARATION_DB` in at least this share of the audio. The share is
# below 1 because neither channel is that much louder while both people speak.
_CLEAR_SHARE = 0.7

# Only audio in which one channel is clearly the loudest counts here. Each channel must be the
# loudest in at least this share of it; even a guest who says little reaches this share.
_OWN_SHARE = 0.03

# A channel has sound where its level is at least `_ABOVE_FLOOR_DB` above its quietest moments and
# at most `_BELOW_HEIGHT_DB` below its loudest ones.
_ABOVE_FLOOR_DB = 10.0
_BELOW_HEIGHT_DB = 30.0

# Least difference (dB) between a channel's own speaker and the median level of crosstalk.
_ABOVE_LEAK_DB = 6.0

_SMOOTHING_FRAMES = 15  # 0.15 s: the level of a syllable
_SHORTEST_SECONDS = 0.1  # shorter sounds above the crosstalk are clicks

# If each channel is known to be a microphone, smaller limits suffice: at half the distance, a
# speaker is 6 dB louder than the next person.
_MICROPHONE_DB = 6.5
_MICROPHONE_SHARE = 0.5

Progress = Callable[[float], None]
Levels = NDArray[np.float32]
Mask = NDArray[np.bool_]


def has_speaker_per_channel(sound: Sound) -> bool:
    """Check whether each channel has a speaker of its own."""
    if len(sound.channels) < 2:
        return False
    loudness = _measure_loudness(sound)
    sounding = _find_frames_with_sound(loudness)
    if not sounding.any():
        return False
    ordered = np.sort(loudness[:, sounding], axis=0)
    clear = ordered[-1] - ordered[-2] >= _measure_least_separation(sound)
    owners = np.bincount(loudness[:, sounding].argmax(0)[clear], minlength=len(loudness))
    share = _MICROPHONE_SHARE if sound.has_microphones else _CLEAR_SHARE
    return bool(clear.mean() >= share and owners.min() >= _OWN_SHARE * owners.sum())


def _measure_least_separation(sound: Sound) -> float:
    return _MICROPHONE_DB if sound.has_microphones else _SEPARATION_DB


def find_voice_channels(sound: Sound, diarization: Diarization) -> dict[str, int]:
    """Find the channel, counted from 1, on which each voice is the loudest while it speaks alone.

    Voices that are not clearly louder on one channel most of the time are left out.
    """
    loudness = _measure_loudness(sound)
    loudness -= _find_loudest_level(loudness)[:, None]
    found = {}
    for voice in {segment.voice for segment in diarization.exclusive_segments}:
        frames = np.concatenate(
            [
                np.arange(round(s.start / FRAME_SECONDS), round(s.end / FRAME_SECONDS))
                for s in diarization.exclusive_segments
                if s.voice == voice
            ]
        )
        levels = np.sort(loudness[:, frames[frames < loudness.shape[1]]], axis=0)
        if levels.size == 0:
            continue
        clear = levels[-1] - levels[-2] >= _MICROPHONE_DB
        loudest = loudness[:, frames[frames < loudness.shape[1]]].argmax(0)[clear]
        counts = np.bincount(loudest, minlength=len(loudness))
        if counts.max() > len(levels[0]) / 2:
            found[voice] = int(counts.argmax()) + 1
    return found


def build_channel_tracks(
    sound: Sound, progress: Progress
) -> tuple[list[SpeakerTrack], list[PauseDetector]]:
    """Build a track and a pause detector for each channel; each channel has its own speaker."""
    loudness = _measure_loudness(sound)
    separation = _measure_least_separation(sound)
    mono = [Sound(samples=channel, channels=channel[None]) for channel in sound.channels]
    pauses = [
        PauseDetector.from_levels(
            band_levels(channel.samples),
            class_probabilities(channel, partial(_report_channel_progress, progress, i, len(mono))),
        )
        for i, channel in enumerate(mono)
    ]
    active = np.stack(
        [
            _remove_short_runs(
                (p.speech_probability >= 0.5)
                & _find_frames_above_crosstalk(loudness, channel, separation)
            )
            for channel, p in enumerate(pauses)
        ]
    )
    foremost = np.where(active, loudness - _find_loudest_level(loudness)[:, None], -np.inf).argmax(
        0
    )
    alone = active.sum(0) == 1
    return [
        SpeakerTrack(
            sound=sound,
            spans=_convert_mask_to_spans(active[channel]),
            loudest=_convert_mask_to_spans(active[channel] & (foremost == channel)),
            alone=_convert_mask_to_spans(active[channel] & alone),
        )
        for channel, sound in enumerate(mono)
    ], pauses


def _report_channel_progress(
    progress: Progress, channel: int, channel_count: int, fraction: float
) -> None:
    """Report progress within one of several channels, which take equally long."""
    progress((channel + fraction) / channel_count)


def _measure_loudness(sound: Sound) -> Levels:
    """Measure the level of each channel in dB every 10 ms, over 150 ms: [channels, frames]."""
    power = [(10 ** (band_levels(channel) / 10)).sum(1) for channel in sound.channels]
    smooth = uniform_filter1d(np.stack(power), _SMOOTHING_FRAMES, axis=1)
    return np.asarray(10 * np.log10(smooth + 1e-12), np.float32)


def _find_loudest_level(loudness: Levels) -> Levels:
    return np.asarray(np.percentile(loudness, 95, axis=1), np.float32)


def _find_frames_with_sound(loudness: Levels) -> Mask:
    """Find the frames in which any channel has sound."""
    floor = np.percentile(loudness, 5, axis=1)
    least = np.maximum(floor + _ABOVE_FLOOR_DB, _find_loudest_level(loudness) - _BELOW_HEIGHT_DB)
    return np.asarray((loudness >= least[:, None]).any(0))


def _find_frames_above_crosstalk(loudness: Levels, channel: int, separation: float) -> Mask:
    """Find the frames in which a channel is louder than the crosstalk from the others.

    `separation` is the least difference in dB that makes a channel the louder one.
    """
    own = np.ones(loudness.shape[1], np.bool_)
    sounding = _find_frames_with_sound(loudness)
    for other in range(len(loudness)):
        if other == channel:
            continue
        difference = loudness[channel] - loudness[other]
        leaking = sounding & (difference <= -separation)
        leak = np.median(difference[leaking]) if leaking.any() else -np.inf
        own &= difference >= leak + _ABOVE_LEAK_DB
    return own


def _remove_short_runs(mask: Mask) -> Mask:
    """Fill gaps shorter than a syllable and drop clicks."""
    solid = mask.copy()
    for value in (False, True):
        for first, last in true_runs(solid == value):
            if (last - first) * FRAME_SECONDS < _SHORTEST_SECONDS:
                solid[first:last] = not value
    return solid


def _convert_mask_to_spans(active: Mask) -> tuple[Span, ...]:
    return tuple(
        Span(max(0.0, (a - 0.5) * FRAME_SECONDS), (b - 0.5) * FRAME_SECONDS)
        for a, b in true_runs(active)
    )
