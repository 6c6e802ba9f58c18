"""Read audio files of every kind, damaged ones included, with exact times and clear messages."""

from __future__ import annotations

import os
import shutil
import struct
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.io import wavfile

from audio.sound.browser_copy import browser_copy
from audio.sound.recording import SAMPLE_RATE, load_sound, probe, recording_id
from tests.audio import media
from transcripts.errors import UserError
from transcripts.transcript import Span

CLICKS = (1.0, 2.5, 4.5)

# Kinds of files: suffix, codec, sample rate, and the maximum delay of the sound in seconds. Raw AAC
# is 1,024 samples late in every player, because it does not store the encoder's delay.
KINDS = [
    ("mp3", "libmp3lame", 44_100, 0.001),
    ("mp3", "libmp3lame", 22_050, 0.001),
    ("m4a", "aac", 44_100, 0.001),
    ("mp4", "aac", 48_000, 0.001),
    ("wav", "pcm_u8", 8_000, 0.001),
    ("wav", "pcm_s16le", 44_100, 0.001),
    ("wav", "pcm_s24le", 96_000, 0.001),
    ("wav", "pcm_s32le", 48_000, 0.001),
    ("wav", "pcm_f32le", 16_000, 0.001),
    ("wav", "pcm_f64le", 11_025, 0.001),
    ("aiff", "pcm_s16be", 44_100, 0.001),
    ("aifc", "pcm_s16le", 44_100, 0.001),
    ("caf", "pcm_s16be", 44_100, 0.001),
    ("caf", "alac", 44_100, 0.001),
    ("w64", "pcm_s16le", 48_000, 0.001),
    ("au", "pcm_s16be", 8_000, 0.001),
    ("voc", "pcm_u8", 8_000, 0.001),
    ("flac", "flac", 44_100, 0.001),
    ("oga", "flac", 44_100, 0.001),
    ("ogg", "flac", 44_100, 0.001),
    ("opus", "libopus", 48_000, 0.001),
    ("mkv", "libopus", 48_000, 0.001),
    ("webm", "libopus", 48_000, 0.001),
    ("aac", "aac", 44_100, 0.025),
    ("ts", "aac", 44_100, 0.025),
]


@pytest.mark.parametrize(("suffix", "codec", "rate", "late"), KINDS)
def test_every_kind_of_file_keeps_its_times(
    tmp_path: Path, suffix: str, codec: str, rate: int, late: float
) -> None:
    samples = media.clicks(5.0, CLICKS, rate=rate)
    path = media.write(tmp_path / f"tape.{suffix}", samples, codec=codec, rate=rate)
    sound = load_sound(path)
    assert (sound.rate, sound.samples.dtype, len(sound.channels)) == (16_000, np.float32, 1)
    assert sound.seconds == pytest.approx(5.0, abs=0.05)
    found = media.click_times(sound.samples, sound.rate, near=CLICKS)
    assert found == pytest.approx(CLICKS, abs=late)
    assert probe(path).notices == ()


@pytest.mark.slow
def test_an_mp3_does_not_drift(tmp_path: Path) -> None:
    times = (0.5, 60.0, 119.0)
    samples = media.clicks(120.0, times, rate=16_000)
    path = media.write(tmp_path / "long.mp3", samples, codec="libmp3lame", rate=16_000)
    found = media.click_times(load_sound(path).samples, SAMPLE_RATE, near=times)
    assert found == pytest.approx(times, abs=0.001)


@pytest.mark.parametrize("count", [1, 2, 3, 6, 8, 12])
def test_channels_that_differ_are_kept(tmp_path: Path, count: int) -> None:
    rows = [media.tone(1.5, hz=200.0 + 50 * n)[0] for n in range(count)]
    path = tmp_path / "tracks.wav"
    wavfile.write(path, media.RATE, np.stack(rows, axis=1))
    sound = load_sound(path)
    assert sound.channels.shape == (count, len(sound.samples))
    np.testing.assert_allclose(sound.samples, sound.channels.mean(axis=0), atol=1e-5)
    assert probe(path).channels == count


@pytest.mark.parametrize(("suffix", "codec"), [("wav", "pcm_s16le"), ("mp3", "libmp3lame")])
def test_copies_of_a_channel_are_one(tmp_path: Path, suffix: str, codec: str) -> None:
    rows = np.repeat(media.tone(2.0), 2, axis=0)
    path = media.write(tmp_path / f"twice.{suffix}", rows, codec=codec, layout="stereo")
    assert load_sound(path).channels.shape[0] == 1


def test_channels_that_differ_late_are_kept_from_the_start(tmp_path: Path) -> None:
    rows = np.repeat(media.tone(3.0), 2, axis=0)
    rows[1, 2 * media.RATE :] = 0
    channels = load_sound(
        media.write(tmp_path / "late.wav", rows, codec="pcm_s16le", layout="stereo")
    ).channels
    assert len(channels) == 2
    first = slice(0, round(1.9 * SAMPLE_RATE))
    np.testing.assert_array_equal(channels[0, first], channels[1, first])
    assert np.abs(channels[1, round(2.1 * SAMPLE_RATE) :]).max() < 0.001


def test_channels_in_opposite_phase_do_not_cancel(tmp_path: Path) -> None:
    rows = media.tone(2.0) * np.array([[1.0], [-1.0]], np.float32)
    path = media.write(tmp_path / "phase.wav", rows, codec="pcm_s16le", layout="stereo")
    assert np.abs(load_sound(path).samples).max() > 0.3
    assert "opposite phase" in probe(path).notices[0]


def test_a_passage_in_opposite_phase_does_not_cancel(tmp_path: Path) -> None:
    rows = np.repeat(media.tone(6.0), 2, axis=0)
    rows[1, round(2.5 * media.RATE) : round(5.0 * media.RATE)] *= -1
    path = media.write(tmp_path / "phase.wav", rows, codec="pcm_s16le", layout="stereo")
    samples = load_sound(path).samples
    windows = np.abs(samples[: 59 * 1600].reshape(59, 1600)).max(axis=1)
    assert windows.min() > 0.3
    assert probe(path).notices == (
        "the channels are in opposite phase in 2.5 s of the sound, first at 2.5 s: one of them "
        "was inverted there",
    )
    copy = browser_copy(path, tmp_path / "copy.mp3")
    assert np.abs(load_sound(copy).samples[round(2.7 * 16_000) : round(4.8 * 16_000)]).max() > 0.3


def test_a_passage_in_one_channel_is_kept(tmp_path: Path) -> None:
    """Two copies of a tape may differ only in a short passage: here two quiet seconds in 30."""
    rows = np.repeat(media.tone(30.0, rate=16_000), 2, axis=0)
    rows[1, 2 * 16_000 : 4 * 16_000] += media.tone(2.0, hz=900, rate=16_000, peak=0.012)[0]
    path = media.write(tmp_path / "more.wav", rows, codec="pcm_s16le", rate=16_000, layout="stereo")
    assert len(load_sound(path).channels) == 2


def test_a_film_keeps_the_time_of_its_picture(tmp_path: Path) -> None:
    path = media.write(
        tmp_path / "film.mp4", media.clicks(3.0, (1.0,)), codec="aac", video=True, late=0.7
    )
    assert media.click_times(load_sound(path).samples, SAMPLE_RATE, near=(1.7,)) == pytest.approx(
        [1.7], abs=0.005
    )


@pytest.mark.parametrize("hole", [0.5, 30.0])
def test_a_gap_in_the_timestamps_is_silence(tmp_path: Path, hole: float) -> None:
    rate = 48_000
    path = tmp_path / "hole.mkv"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("pcm_s16le", rate=rate, layout="mono")
        for number, start in enumerate((0.0, 1.0 + hole)):
            frame = av.AudioFrame.from_ndarray(
                (media.clicks(1.0, (0.5,), rate=rate) * 32767).astype(np.int16), "s16", "mono"
            )
            frame.sample_rate, frame.pts = rate, round(start * rate)
            out.mux(stream.encode(frame))
            assert number < 2
        out.mux(stream.encode(None))
    sound = load_sound(path)
    assert sound.seconds == pytest.approx(2.0 + hole, abs=0.002)
    times = (0.5, 1.5 + hole)
    assert media.click_times(sound.samples, SAMPLE_RATE, near=times) == pytest.approx(
        times, abs=0.002
    )


def test_concatenated_captures_continue(tmp_path: Path) -> None:
    one = media.write(tmp_path / "one.ts", media.clicks(3.0, (1.0,)), codec="aac")
    both = tmp_path / "both.ts"
    both.write_bytes(one.read_bytes() * 2)
    sound, single = load_sound(both), load_sound(one)
    assert sound.seconds == pytest.approx(2 * single.seconds, abs=0.05)
    assert "timestamps jump" in " ".join(probe(both).notices)


def _two_soundtracks(path: Path, first: np.ndarray, second: np.ndarray) -> Path:
    with av.open(str(path), "w") as out:
        streams = [out.add_stream("pcm_s16le", rate=16_000, layout="mono") for _ in range(2)]
        for stream, samples in zip(streams, (first, second), strict=True):
            frame = av.AudioFrame.from_ndarray((samples * 32767).astype(np.int16), "s16", "mono")
            frame.sample_rate = 16_000
            out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
    return path


def test_two_soundtracks_are_mentioned(tmp_path: Path) -> None:
    voice = media.tone(2.0, rate=16_000)
    path = _two_soundtracks(tmp_path / "two.mkv", voice, media.tone(2.0, hz=220, rate=16_000))
    assert probe(path).notices == (
        "the file has 2 soundtracks: only number 1 was used; --soundtrack chooses another",
    )
    np.testing.assert_allclose(load_sound(path).samples, voice[0], atol=1e-3)


def test_the_first_soundtrack_that_is_not_silent_is_used(tmp_path: Path) -> None:
    voice = media.tone(2.0, rate=16_000)
    path = _two_soundtracks(tmp_path / "silent.mkv", np.zeros_like(voice), voice)
    source = probe(path)
    assert source.notices == (
        "the file has 2 soundtracks: number 1 is silent, and only number 2 was used; "
        "--soundtrack chooses another",
    )
    assert source.decoding == "soundtrack 2"
    np.testing.assert_allclose(load_sound(path).samples, voice[0], atol=1e-3)
    silent = _two_soundtracks(tmp_path / "both.mkv", np.zeros_like(voice), np.zeros_like(voice))
    assert "all of them are silent" in probe(silent).notices[0]


def test_a_soundtrack_can_be_chosen(tmp_path: Path) -> None:
    one, two = (media.tone(2.0, hz=hz, rate=16_000) for hz in (440, 220))
    path = _two_soundtracks(tmp_path / "two.mkv", one, two)
    source = probe(path, soundtrack=2)
    assert (source.soundtrack, source.decoding) == (2, "soundtrack 2")
    np.testing.assert_allclose(load_sound(path, soundtrack=2).samples, two[0], atol=1e-3)
    with pytest.raises(UserError, match="has 2 soundtracks: --soundtrack 3 is not among them"):
        probe(path, soundtrack=3)


def test_a_title_in_an_old_encoding_is_accepted(tmp_path: Path) -> None:
    path = media.write(tmp_path / "title.wav", media.tone(1.5), codec="pcm_s16le")
    title = "Un été à Paris".encode("latin-1")
    info = b"INFOINAM" + struct.pack("<I", len(title)) + title
    data = path.read_bytes() + b"LIST" + struct.pack("<I", len(info)) + info
    path.write_bytes(data[:4] + struct.pack("<I", len(data) - 8) + data[8:])
    assert probe(path).seconds == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize(
    "name",
    ["tape 100%d.mp3", "a:b.mp3", "ñandú — “x”.mp3", "-n.mp3", "tape", os.fsdecode(b"\xe9.mp3")],
)
def test_a_file_may_have_any_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    whole = media.write(tmp_path / "whole.mp3", media.tone(1.5), codec="libmp3lame")
    monkeypatch.chdir(tmp_path)
    whole.rename(name)
    assert probe(Path(name)).seconds == pytest.approx(1.5, abs=0.01)


def test_the_original_is_only_read(tmp_path: Path) -> None:
    path = media.write(tmp_path / "tape.wav", media.tone(1.5), codec="pcm_s16le")
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    before = path.read_bytes(), path.stat().st_mtime_ns
    load_sound(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    tmp_path.chmod(0o755)


def test_a_file_is_decoded_once_until_it_changes(tmp_path: Path) -> None:
    path = media.write(tmp_path / "tape.wav", media.tone(1.5), codec="pcm_s16le")
    probe(path)
    first = load_sound(path)
    assert load_sound(path) is first
    shutil.copyfile(media.write(tmp_path / "other.wav", media.tone(2.5), codec="pcm_s16le"), path)
    assert load_sound(path).seconds == pytest.approx(2.5, abs=0.01)


def test_the_id_comes_from_the_bytes(tmp_path: Path) -> None:
    path = media.write(tmp_path / "tape.wav", media.tone(1.5), codec="pcm_s16le")
    copy = shutil.copyfile(path, tmp_path / "copy.wav")
    assert probe(path).sha256 == probe(copy).sha256
    assert recording_id("0123456789abcdef" * 4) == "R0123456789ab"


@pytest.fixture(scope="module")
def minute(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("media") / "minute.wav"
    return media.write(path, media.tone(60.0, rate=16_000), codec="pcm_s16le", rate=16_000)


@settings(max_examples=50)
@given(st.floats(0, 60), st.floats(0, 70))
def test_a_clip_has_the_length_of_its_span(minute: Path, start: float, length: float) -> None:
    sound = load_sound(minute)
    expected = max(0.0, min(60.0, start + length) - start)
    got = sound.crop(Span(start, start + length))
    assert len(got) / SAMPLE_RATE == pytest.approx(expected, abs=1 / SAMPLE_RATE)
