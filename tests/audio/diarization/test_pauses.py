"""Pauses are found by the level of the sound, compared with the background."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.diarization.pauses import (
    FRAME_SECONDS,
    PAUSE_SECONDS,
    PauseDetector,
    band_levels,
    frame_at,
    silent_frames,
)
from transcripts.transcript import Span

RATE = 16_000


def bursts(spans: list[tuple[float, float]], seconds: float, *, noise_db: float) -> np.ndarray:
    """Make noise with the bandwidth of speech during the spans, and softer noise throughout."""
    rng = np.random.default_rng(3)
    sound = 0.1 * 10 ** (noise_db / 20) * rng.standard_normal(round(seconds * RATE))
    for start, end in spans:
        at = slice(round(start * RATE), round(end * RATE))
        sound[at] += 0.1 * rng.standard_normal(at.stop - at.start)
    return sound.astype(np.float32)


@pytest.mark.parametrize("noise_db", [-60, -35, -20])
def test_edges_are_found_to_three_hundredths(noise_db: float) -> None:
    spoken = [(0.5, 1.9), (2.2, 3.0), (3.6, 5.4)]
    loudness = band_levels(bursts(spoken, 6, noise_db=noise_db))
    pauses = PauseDetector(
        silent_frames(loudness, np.ones(len(loudness), np.float32)), np.zeros(len(loudness))
    )
    found = pauses.split_at_pauses(Span(0.2, 5.9))
    assert [(s.start, s.end) for s in found] == [pytest.approx(span, abs=0.03) for span in spoken]


def test_steady_sound_has_no_pauses() -> None:
    loudness = band_levels(bursts([], 5, noise_db=-20))
    assert not silent_frames(loudness, np.ones(len(loudness), np.float32)).any()


def test_a_long_breath_is_silence_if_the_segmentation_is_unsure() -> None:
    sound = bursts([(0, 1.5), (3, 4.5)], 5, noise_db=-60)
    sound[2 * RATE : 3 * RATE] += bursts([], 1, noise_db=-45)
    loudness = band_levels(sound)
    sure, doubtful = np.ones(len(loudness)), np.full(len(loudness), 0.7)
    middle = slice(round(2.2 / FRAME_SECONDS), round(2.8 / FRAME_SECONDS))
    assert not silent_frames(loudness, sure)[middle].any()
    assert silent_frames(loudness, doubtful)[middle].all()


def test_a_quiet_moment_in_certain_speech_is_not_a_pause() -> None:
    quiet = np.zeros(100, np.bool_)
    quiet[40:70] = True
    whole = Span(0.1, 0.9)
    assert PauseDetector(quiet, np.full(100, 0.95)).split_at_pauses(whole) == (whole,)
    assert len(PauseDetector(quiet, np.full(100, 0.6)).split_at_pauses(whole)) == 2


frames = st.lists(st.tuples(st.booleans(), st.integers(1, 60)), min_size=1, max_size=12)


@given(frames, st.floats(0, 3), st.floats(0.02, 4))
def test_cutting_loses_no_sound_and_leaves_no_pause(
    runs: list[tuple[bool, int]], start: float, length: float
) -> None:
    quiet = np.concatenate([np.full(count, value) for value, count in runs])
    span = Span(start, start + length)
    parts = PauseDetector(quiet, np.zeros(len(quiet))).split_at_pauses(span)
    kept = np.zeros(len(quiet), np.bool_)
    for part in parts:
        assert span.start <= part.start < part.end <= span.end
        kept[frame_at(part.start) : frame_at(part.end)] = True
    inside = np.zeros(len(quiet), np.bool_)
    inside[frame_at(span.start) : frame_at(span.end)] = True
    assert (kept >= (inside & ~quiet)).all()
    for before, after in pairwise(parts):
        assert after.start - before.end >= PAUSE_SECONDS - 1e-9
    for part in parts:
        lasting = np.flatnonzero(~quiet[frame_at(part.start) : frame_at(part.end)])
        assert not len(lasting) or np.diff(lasting).max(initial=0) <= 25


@pytest.mark.parametrize("samples", [0, 159, 320, 960_161])
def test_there_is_a_level_every_10_ms(samples: int) -> None:
    assert len(band_levels(np.zeros(samples, np.float32))) == 1 + samples // 160


def test_band_levels_do_not_depend_on_where_a_minute_begins() -> None:
    sound = np.random.default_rng(5).normal(0, 0.1, 160 * 13_000).astype(np.float32)
    whole, later = band_levels(sound), band_levels(sound[160 * 2_500 :])
    edge = 2  # frames at the beginning that lack the sound before them
    assert later[edge:] == pytest.approx(whole[2_500 + edge :], abs=1e-3)
