"""Segment a whole recording: speakers keep their slots, and short changes are smoothed."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from audio.diarization.segmentation import (
    CLASSES,
    STEP_FRAMES,
    WINDOW_FRAMES,
    _match_speaker_order,
    _remove_flicker,
    class_probabilities,
    frame_start,
    mask_to_spans,
    true_runs,
)
from audio.diarization.segmentation import detect_speech as speech_of
from audio.sound.recording import Sound
from tests.audio import speech
from transcripts.transcript import Span


def talk(*runs: tuple[int, int]) -> np.ndarray:
    """Return probabilities for runs of frames of a class."""
    classes = np.repeat([k for k, _ in runs], [count for _, count in runs])
    return 0.05 + 0.65 * np.eye(len(CLASSES), dtype=np.float32)[classes]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_window_keeps_the_local_speakers_of_the_previous_one(order: tuple[int, int, int]) -> None:
    before = talk((1, 50), (2, 30), (4, 20), (3, 40), (0, 20))
    shuffled = (CLASSES[before.argmax(1)])[:, np.array(order)]
    classes = [int(np.flatnonzero((row == CLASSES).all(1))[0]) for row in shuffled]
    window = talk(*[(k, 1) for k in classes])
    np.testing.assert_array_equal(window[:, _match_speaker_order(before, window)], before)


def test_short_changes_are_smoothed_and_speech_stays() -> None:
    probabilities = talk((0, 20), (1, 3), (2, 40), (1, 2), (2, 20), (4, 9), (0, 20))
    probabilities[20:23, 2] += 0.2
    found = _remove_flicker(probabilities)
    assert [(k, len(list(run))) for k, run in _grouped(found.argmax(1))] == [
        (0, 20),
        (2, 65),
        (4, 9),
        (0, 20),
    ]
    np.testing.assert_allclose(found.sum(1), 1, rtol=1e-5)


def _grouped(values: np.ndarray) -> list[tuple[int, np.ndarray]]:
    edges = np.flatnonzero(np.diff(values)) + 1
    return [(int(part[0]), part) for part in np.split(values, edges)]


def test_runs_and_spans() -> None:
    mask = np.array([1, 1, 0, 0, 1], np.bool_)
    assert true_runs(mask) == [(0, 2), (4, 5)]
    assert true_runs(np.zeros(3, np.bool_)) == []
    assert mask_to_spans(mask, 60) == (
        Span(frame_start(0), frame_start(2)),
        Span(frame_start(4), frame_start(5)),
    )
    assert mask_to_spans(mask, 0.06) == (Span(frame_start(0), frame_start(2)),)


@pytest.mark.models
def test_speech_of_three_voices() -> None:
    found = speech_of(speech.three_voices())
    right = speech.truth()
    spoken = sum(max(s.span.overlap(f) for f in found) for s in right)
    assert spoken > 0.95 * sum(s.span.duration for s in right)
    assert sum(f.duration for f in found) < 14


@pytest.mark.models
def test_progress_and_frames_cover_the_recording() -> None:
    sound = speech.three_voices()
    whole = Sound(samples=sound.samples.copy(), channels=sound.channels)
    shares: list[float] = []
    probabilities = class_probabilities(whole, shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert frame_start(len(probabilities)) >= sound.seconds
    assert (len(probabilities) - WINDOW_FRAMES) % STEP_FRAMES == 0


@pytest.mark.models
def test_results_do_not_depend_on_earlier_calls() -> None:
    sound = speech.three_voices()
    first, second = (Sound(samples=sound.samples.copy(), channels=sound.channels) for _ in "ab")
    speech_of(second)
    np.testing.assert_array_equal(class_probabilities(second), class_probabilities(first))
