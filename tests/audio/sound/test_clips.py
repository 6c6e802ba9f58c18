"""Clips have the length, the loudness and the times that were asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audio.sound.clips import AudioSegment, browser_copy, cut, join, level, write
from audio.sound.recording import SAMPLE_RATE, load, probe
from tests.audio import media
from transcripts.transcript import Span


@pytest.fixture(scope="module")
def tape(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six seconds, stereo, with a click at 1 s on both channels."""
    samples = media.clicks(6.0, (1.0, 4.0))
    rows = np.concatenate([samples, samples * 0.5])
    path = tmp_path_factory.mktemp("media") / "tape.flac"
    return media.write(path, rows, codec="flac", layout="stereo")


def test_a_clip_of_a_file_has_its_quality(tape: Path) -> None:
    clip = cut(tape, Span(0.5, 2.0))
    assert (clip.frame_rate, clip.channels, clip.sample_width) == (media.RATE, 2, 2)
    assert clip.duration_seconds == pytest.approx(1.5, abs=1e-4)
    left = np.array(clip.get_array_of_samples(), np.float32)[::2] / 32768
    assert media.click_times(left, media.RATE, near=(0.5,)) == pytest.approx([0.5], abs=0.001)


def test_a_clip_of_a_sound_is_what_analysis_heard(tape: Path) -> None:
    sound = load(tape)
    clip = cut(sound, Span(3.5, 5.0))
    assert (clip.frame_rate, clip.channels) == (SAMPLE_RATE, 1)
    samples = np.array(clip.get_array_of_samples(), np.float32) / 32768
    np.testing.assert_allclose(samples, sound.part(Span(3.5, 5.0)), atol=1e-4)


@pytest.mark.parametrize(
    ("span", "seconds"), [(Span(5.0, 9.0), 1.0), (Span(-1.0, 1.0), 1.0), (Span(8.0, 9.0), 0.0)]
)
def test_a_clip_ends_where_the_recording_does(tape: Path, span: Span, seconds: float) -> None:
    for source in (tape, load(tape)):
        assert cut(source, span).duration_seconds == pytest.approx(seconds, abs=0.001)


def test_more_than_two_channels_become_one(tmp_path: Path) -> None:
    rows = np.concatenate([media.tone(1.5, hz=200.0 + 100 * n) for n in range(6)])
    path = media.write(tmp_path / "six.wav", rows, codec="pcm_s16le", layout="5.1")
    assert cut(path, Span(0.0, 1.0)).channels == 1


@pytest.mark.parametrize(
    ("crossfade", "seconds"), [(0.0, 3.5), (0.2, 3.1), (9.0, 2.0)], ids=["none", "short", "whole"]
)
def test_clips_are_joined_with_a_fade(tape: Path, crossfade: float, seconds: float) -> None:
    clips = [cut(tape, Span(0, 1)), cut(load(tape), Span(1, 1.5)), cut(tape, Span(2, 4))]
    assert join(clips, crossfade=crossfade).duration_seconds == pytest.approx(seconds, abs=0.01)


def test_nothing_cannot_be_joined() -> None:
    with pytest.raises(ValueError, match="no clips"):
        join([])


def test_a_clip_is_brought_to_a_level_that_its_peaks_allow(tmp_path: Path) -> None:
    path = media.write(tmp_path / "quiet.wav", media.tone(2.0, peak=0.01), codec="pcm_s16le")
    clip = cut(path, Span(0, 2))
    assert clip.dBFS < -35
    assert level(clip, target_dbfs=-18).dBFS == pytest.approx(-18, abs=0.1)
    assert level(clip, target_dbfs=0).max_dBFS == pytest.approx(-1, abs=0.1)
    silence = AudioSegment.silent(500)
    assert level(silence) == silence


def test_a_clip_is_written_whole(tape: Path, tmp_path: Path) -> None:
    path = write(cut(tape, Span(0, 2)), tmp_path / "clip.wav")
    assert [file.name for file in tmp_path.iterdir()] == ["clip.wav"]
    assert probe(path).seconds == pytest.approx(2.0, abs=0.001)


@pytest.mark.parametrize(("suffix", "codec"), [("wav", "pcm_s16le"), ("m4a", "aac")])
def test_the_browsers_copy_keeps_the_times(tmp_path: Path, suffix: str, codec: str) -> None:
    times = (1.0, 19.0)
    path = media.write(tmp_path / f"tape.{suffix}", media.clicks(20.0, times), codec=codec)
    copy = browser_copy(path, tmp_path / "audio")
    assert copy == tmp_path / "audio.mp3"
    assert copy.stat().st_size == pytest.approx(20 * 64_000 / 8, rel=0.03)
    found = media.click_times(load(copy).samples, SAMPLE_RATE, near=times)
    assert found == pytest.approx(times, abs=0.001)


def test_the_browsers_copy_starts_with_the_picture(tmp_path: Path) -> None:
    film = media.write(
        tmp_path / "film.mp4", media.clicks(3.0, (1.0,)), codec="aac", video=True, late=0.7
    )
    copy = load(browser_copy(film, tmp_path / "audio"))
    assert media.click_times(copy.samples, SAMPLE_RATE, near=(1.7,)) == pytest.approx(
        [1.7], abs=0.005
    )


def test_opposite_phase_is_heard_in_the_browser_too(tmp_path: Path) -> None:
    rows = media.tone(2.0) * np.array([[1.0], [-1.0]], np.float32)
    path = media.write(tmp_path / "phase.wav", rows, codec="pcm_s16le", layout="stereo")
    assert np.abs(load(browser_copy(path, tmp_path / "audio")).samples).max() > 0.3


def test_an_mp3_of_constant_rate_is_copied_as_it_is(tmp_path: Path) -> None:
    path = media.write(tmp_path / "tape.mp3", media.tone(3.0), codec="libmp3lame", bit_rate=64_000)
    assert browser_copy(path, tmp_path / "audio.mp3").read_bytes() == path.read_bytes()


def test_an_mp3_that_would_seek_badly_is_encoded_anew(tmp_path: Path) -> None:
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
