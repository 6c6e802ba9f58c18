"""The copy for browsers keeps times and channels, and is made only if necessary."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from audio.sound.browser_copy import browser_copy, browser_copy_in_background
from audio.sound.recording import SAMPLE_RATE, load_sound
from tests.audio import media
from transcripts.errors import UserError


@pytest.mark.parametrize(("suffix", "codec"), [("wav", "pcm_s16le"), ("m4a", "aac")])
def test_the_browsers_copy_keeps_the_times(tmp_path: Path, suffix: str, codec: str) -> None:
    times = (1.0, 19.0)
    path = media.write(tmp_path / f"tape.{suffix}", media.clicks(20.0, times), codec=codec)
    copy = browser_copy(path, tmp_path / "audio")
    assert copy == tmp_path / "audio.mp3"
    assert copy.stat().st_size == pytest.approx(20 * 64_000 / 8, rel=0.03)
    found = media.click_times(load_sound(copy).samples, SAMPLE_RATE, near=times)
    assert found == pytest.approx(times, abs=0.001)


def test_the_browsers_copy_starts_with_the_picture(tmp_path: Path) -> None:
    film = media.write(
        tmp_path / "film.mp4", media.clicks(3.0, (1.0,)), codec="aac", video=True, late=0.7
    )
    copy = load_sound(browser_copy(film, tmp_path / "audio"))
    assert media.click_times(copy.samples, SAMPLE_RATE, near=(1.7,)) == pytest.approx(
        [1.7], abs=0.005
    )


def test_the_browser_copy_fixes_opposite_phase(tmp_path: Path) -> None:
    rows = media.tone(2.0) * np.array([[1.0], [-1.0]], np.float32)
    path = media.write(tmp_path / "phase.wav", rows, codec="pcm_s16le", layout="stereo")
    assert np.abs(load_sound(browser_copy(path, tmp_path / "audio")).samples).max() > 0.3


def test_an_mp3_of_constant_rate_is_copied_as_it_is(tmp_path: Path) -> None:
    path = media.write(tmp_path / "tape.mp3", media.tone(3.0), codec="libmp3lame", bit_rate=64_000)
    assert browser_copy(path, tmp_path / "audio.mp3").read_bytes() == path.read_bytes()


def test_an_mp3_with_inexact_seeking_is_encoded_again(tmp_path: Path) -> None:
    steady = media.write(
        tmp_path / "tape.mp3", media.tone(9.0), codec="libmp3lame", bit_rate=64_000
    )
    cut_off = tmp_path / "cut.mp3"
    cut_off.write_bytes(steady.read_bytes()[: steady.stat().st_size // 2])
    loud_then_silent = np.concatenate([media.tone(2.0), np.zeros((1, 88_200), np.float32)], axis=1)
    varying = media.write(
        tmp_path / "varying.mp3",
        loud_then_silent,
        codec="libmp3lame",
        options={"abr": "1"},
        bit_rate=64_000,
    )
    for path in (cut_off, varying):
        assert browser_copy(path, tmp_path / "audio").read_bytes() != path.read_bytes()


def test_a_copy_in_the_background_is_the_same_and_is_deleted_after_the_block(
    tmp_path: Path,
) -> None:
    path = media.write(tmp_path / "tape.wav", media.tone(3.0), codec="pcm_s16le")
    with browser_copy_in_background(path) as copy:
        made = copy()
        assert made.read_bytes() == browser_copy(path, tmp_path / "audio").read_bytes()
    assert not made.exists()


def test_a_copy_that_nobody_waits_for_is_not_finished(tmp_path: Path) -> None:
    path = media.write(tmp_path / "tape.wav", media.tone(60.0), codec="pcm_s16le")
    load_sound(path)  # decoded before, so that only the encoding remains
    before = time.process_time()
    with pytest.raises(ValueError, match="a step failed"), browser_copy_in_background(path):
        raise ValueError("a step failed")
    given_up = time.process_time() - before
    browser_copy(path, tmp_path / "audio")
    assert given_up < (time.process_time() - before - given_up) / 4


def test_a_copy_in_the_background_reports_its_error(tmp_path: Path) -> None:
    text = tmp_path / "tape.wav"
    text.write_text("no sound", "utf-8")
    with (
        browser_copy_in_background(text) as copy,
        pytest.raises(UserError, match="decoded as audio"),
    ):
        copy()
