"""Pauses are found for loud and soft voices, in silence and in noise."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from audio.sound.loudness import levels_db, silent_frames, true_runs

RATE = 16000


def tone(seconds: float, db: float) -> NDArray[np.float32]:
    time = np.arange(round(seconds * RATE)) / RATE
    return (10 ** (db / 20) * np.sqrt(2) * np.sin(2 * np.pi * 200 * time)).astype(np.float32)


def noise(seconds: float, db: float) -> NDArray[np.float32]:
    count = round(seconds * RATE)
    return (10 ** (db / 20) * np.random.default_rng(1).normal(size=count)).astype(np.float32)


def silence(seconds: float) -> NDArray[np.float32]:
    return np.zeros(round(seconds * RATE), np.float32)


def pauses(*parts: NDArray[np.float32]) -> list[tuple[float, float]]:
    return [
        (a / 100, b / 100) for a, b in true_runs(silent_frames(levels_db(np.concatenate(parts))))
    ]


def test_level_is_in_db_of_full_scale() -> None:
    assert levels_db(tone(1.0, -20.0)) == pytest.approx(-20.0, abs=0.3)
    assert len(levels_db(tone(0.505, -20.0))) == 50


def test_a_pause_is_found_and_a_closure_inside_a_word_is_not() -> None:
    found = pauses(tone(2, -20), silence(0.06), tone(1, -20), silence(0.5), tone(2, -20))
    assert found == [pytest.approx((3.06, 3.56), abs=0.03)]


def test_a_soft_voice_is_not_a_pause() -> None:
    found = pauses(tone(3, -15), silence(1), tone(3, -42), silence(1), tone(3, -15))
    assert found == [pytest.approx((3, 4), abs=0.03), pytest.approx((7, 8), abs=0.03)]


def test_a_pause_is_found_in_noise() -> None:
    sound = np.concatenate([tone(3, -20), silence(1), tone(3, -20)])
    assert pauses(sound + noise(7, -32)) == [pytest.approx((3, 4), abs=0.03)]


@pytest.mark.parametrize("sound", [noise(5, -20), tone(5, -20), silence(0), silence(5)])
def test_steady_loudness_gives_no_pauses(sound: NDArray[np.float32]) -> None:
    assert pauses(sound) == []


def test_levels_are_the_same_in_blocks_of_a_minute() -> None:
    sound = np.random.default_rng(5).normal(0, 0.1, 160 * 13_000 + 70).astype(np.float32)
    power = np.pad(np.square(sound[: 160 * 13_000].reshape(-1, 160)).mean(axis=1), 1, "edge")
    expected = 10 * np.log10((power[:-2] + power[1:-1] + power[2:]) / 3 + 1e-10)
    assert np.array_equal(levels_db(sound), expected.astype(np.float32))
