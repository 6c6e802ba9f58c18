"""A recording with one speaker per channel is detected, and a stereo mix is not."""

from __future__ import annotations

import numpy as np
import pytest

from audio.diarization.channels import has_speaker_per_channel
from audio.diarization.diarize import diarize
from audio.diarization.options import DiarizeOptions
from audio.sound.recording import Sound
from tests.audio import speech


def noise(db: float, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    count = len(speech.three_voices().samples)
    return (0.08 * 10 ** (db / 20) * rng.standard_normal(count)).astype(np.float32)


def ends() -> tuple[np.ndarray, np.ndarray]:
    """Return two channels without overlap: Michael and Lewis are on one, Emma is on the other."""
    sound, right = speech.three_voices(), speech.truth()
    left = [s.span for s in right if s.voice != "emma" and s.start < 9]
    return speech.only(sound, left), speech.only(sound, [s.span for s in right if s.start > 10.2])


def double_ender(leak_db: float = -25, floor_db: float = -45) -> Sound:
    """Make two channels; each has noise of its own, and the other channel softly, 12 ms later."""
    left, right = ends()
    leak = 10 ** (leak_db / 20)
    return speech.of_channels(
        left + leak * np.roll(right, 192) + noise(floor_db, 1),
        right + leak * np.roll(left, 192) + noise(floor_db, 2),
    )


def panned(left: float, right: float) -> Sound:
    """Mix the channels of `ends` to stereo, each panned to one side by `left` and `right`."""
    one, two = ends()
    return speech.of_channels(
        left * one + right * two + noise(-45, 1), right * one + left * two + noise(-45, 2)
    )


def one_side() -> Sound:
    """Return a recording with all speakers on the left, and only hiss on the right."""
    return speech.of_channels(speech.three_voices().samples, noise(-45, 1))


@pytest.mark.parametrize(
    ("sound", "expected"),
    [
        (double_ender(), True),
        (double_ender(leak_db=-16), True),
        (double_ender(leak_db=-90, floor_db=-80), True),
        (double_ender(leak_db=-5), False),
        (panned(0.9, 0.4), False),
        (panned(0.7, 0.7), False),
        (one_side(), False),
        (speech.three_voices(), False),
        (speech.of_channels(np.zeros(32_000), np.zeros(32_000)), False),
    ],
    ids=["double-ender", "leaks", "dry", "one room", "panned", "mono", "one side", "mix", "zeros"],
)
def test_two_ended_recordings_are_detected(sound: Sound, *, expected: bool) -> None:
    assert has_speaker_per_channel(sound) is expected


@pytest.mark.models
def test_each_channel_is_a_voice_and_leaks_are_not() -> None:
    sound = double_ender(leak_db=-18)
    found = diarize(sound, DiarizeOptions())
    right = [
        speech.SpeakerSegment("right" if s.start > 10.2 else "left", s.start, s.end)
        for s in speech.truth()
        if s.start > 10.2 or (s.voice != "emma" and s.start < 9)
    ]
    assert {s.voice for s in found.segments} == {"V1", "V2"}
    assert speech.error(right, found.segments, sound.seconds) < 0.12
    assert set(found.embeddings) == {"V1", "V2"}
