"""Read files with faults as far as possible, and say in plain words what is missing."""

from __future__ import annotations

import contextlib
import os
import struct
from pathlib import Path

import av
import numpy as np
import pytest
from scipy.io import wavfile

from audio.sound.recording import SAMPLE_RATE, load_sound, probe
from tests.audio import media
from transcripts.errors import UserError


@pytest.mark.parametrize(
    ("suffix", "codec", "container"),
    [
        ("mp3", "libmp3lame", {}),
        ("wav", "pcm_s16le", {}),
        ("wav", "adpcm_ima_wav", {}),
        ("aiff", "pcm_s16be", {}),
        ("caf", "pcm_s16be", {}),
        ("w64", "pcm_s16le", {}),
        ("flac", "flac", {}),
        ("mkv", "libopus", {}),
        ("m4a", "aac", {"movflags": "faststart"}),
    ],
)
def test_a_truncated_file_is_read_as_far_as_possible(
    tmp_path: Path, suffix: str, codec: str, container: dict[str, str]
) -> None:
    whole = media.write(
        tmp_path / f"whole.{suffix}", media.tone(10.0, rate=48_000), codec=codec, rate=48_000,
        container=container,
    )  # fmt: skip
    cut = whole.with_name(f"cut.{suffix}")
    cut.write_bytes(whole.read_bytes()[: round(0.6 * whole.stat().st_size)])
    source = probe(cut)
    assert source.declared_seconds == pytest.approx(probe(whole).seconds, abs=0.05)
    assert 5.0 < source.seconds < 6.5
    missing = source.declared_seconds - source.seconds
    assert source.notices[0] == (
        f"the file is cut off or damaged: {missing:.1f} s of the "
        f"{source.declared_seconds:.1f} s that its header declares are missing"
    )
    assert probe(whole).notices == ()


@pytest.mark.parametrize(("suffix", "codec"), [("ogg", "flac"), ("opus", "libopus")])
def test_a_truncated_ogg_file_lacks_its_last_page(tmp_path: Path, suffix: str, codec: str) -> None:
    sound = media.tone(10.0, rate=48_000)
    whole = media.write(tmp_path / f"whole.{suffix}", sound, codec=codec, rate=48_000)
    assert probe(whole).notices == ()
    cut = whole.with_name(f"cut.{suffix}")
    cut.write_bytes(whole.read_bytes()[: round(0.6 * whole.stat().st_size)])
    source = probe(cut)
    assert 4.0 < source.seconds < 7.0
    assert source.notices[0] == (
        "the file is cut off: its last part, of unknown length, is missing"
    )


@pytest.mark.parametrize(("suffix", "codec"), [("caf", "alac"), ("m4a", "aac")])
def test_a_file_without_its_index_is_refused_in_one_line(
    tmp_path: Path, suffix: str, codec: str
) -> None:
    """The index of these files is at their end, and no decoder finds the packets without it."""
    whole = media.write(tmp_path / f"whole.{suffix}", media.tone(9.0), codec=codec).read_bytes()
    cut = tmp_path / f"cut.{suffix}"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UserError, match="cannot be decoded as audio or video") as error:
        probe(cut)
    assert "\n" not in str(error.value)


def test_a_wav_of_unknown_size_is_read_completely(tmp_path: Path) -> None:
    path = media.write(tmp_path / "stream.wav", media.tone(2.0), codec="pcm_s16le")
    data = bytearray(path.read_bytes())
    place = data.index(b"data") + 4
    for unknown in (0, 0xFFFFFFFF):
        data[place : place + 4] = struct.pack("<I", unknown)
        path.write_bytes(data)
        source = probe(path)
        assert (source.declared_seconds, source.notices) == (None, ())
        assert source.seconds == pytest.approx(2.0, abs=0.01)


def test_an_mp3_without_a_count_of_frames_declares_nothing(tmp_path: Path) -> None:
    path = media.write(
        tmp_path / "bare.mp3", media.tone(5.0), codec="libmp3lame", container={"write_xing": "0"}
    )
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert (probe(path).declared_seconds, probe(path).notices) == (None, ())


def test_damage_does_not_shift_later_samples(tmp_path: Path) -> None:
    times = (1.0, 5.0, 8.0)
    path = media.write(
        tmp_path / "hurt.m4a", media.clicks(9.0, times), codec="aac", bit_rate=96_000
    )
    with av.open(str(path)) as whole:
        packets = [p for p in whole.demux() if p.pos and 2.0 < float(p.pts * p.time_base) < 2.6]
    data = bytearray(path.read_bytes())
    noise = np.random.default_rng(3)
    for packet in packets:
        data[packet.pos : packet.pos + packet.size] = noise.bytes(packet.size)
    path.write_bytes(data)
    source = probe(path)
    assert any("damaged packets" in notice for notice in source.notices)
    found = media.click_times(load_sound(path).samples, SAMPLE_RATE, near=times)
    assert found == pytest.approx(times, abs=0.05)


def test_invalid_samples_become_silence(tmp_path: Path) -> None:
    samples = media.tone(2.0)[0]
    samples[5000:5100], samples[60_000] = np.nan, np.inf
    path = tmp_path / "nan.wav"
    wavfile.write(path, media.RATE, samples)
    assert np.isfinite(load_sound(path).samples).all()
    assert np.abs(load_sound(path).samples).max() < 1
    assert "not numbers" in probe(path).notices[0]


def test_dc_offset_and_wrong_scales_are_removed(tmp_path: Path) -> None:
    path = tmp_path / "direct.wav"
    wavfile.write(path, media.RATE, media.tone(2.0)[0] + np.float32(0.2))
    assert abs(load_sound(path).samples.mean()) < 1e-4
    wavfile.write(path, media.RATE, media.tone(2.0)[0] * np.float32(32_767))
    assert np.abs(load_sound(path).samples).max() <= 1
    assert "full scale" in probe(path).notices[0]


def test_a_wav_longer_than_its_header_is_read_completely(tmp_path: Path) -> None:
    """Such files come from recorders that were switched off, and from recordings above 4 GB."""
    path = media.write(tmp_path / "whole.wav", media.tone(9.0), codec="pcm_s16le")
    whole = bytearray(path.read_bytes())
    place = whole.index(b"data") + 4
    whole[place : place + 4] = struct.pack("<I", 3 * 2 * media.RATE)
    path.write_bytes(whole)
    source = probe(path)
    assert source.seconds == pytest.approx(9.0, abs=0.01)
    assert source.notices == (
        "the file holds 6.0 s of sound more than its header declares: all of it was read",
    )


def test_audio_in_another_container_is_reported(tmp_path: Path) -> None:
    path = media.write(tmp_path / "whole.aiff", media.tone(9.0), codec="pcm_s16be")
    whole = bytearray(path.read_bytes())
    place = whole.index(b"SSND") + 4
    whole[place : place + 4] = struct.pack(">I", 3 * 2 * media.RATE)
    path.write_bytes(whole)
    assert probe(path).notices == (
        "the file holds 6.0 s of sound more than its header declares: it was not read",
    )


@pytest.mark.parametrize("tail", [b"", b"\0" * 200_000, b"LIST\x80\x84\x1e\0" + b"x" * 2_000_000])
def test_data_after_the_audio_of_a_wav_is_ignored(tmp_path: Path, tail: bytes) -> None:
    path = media.write(tmp_path / "tail.wav", media.tone(2.0), codec="pcm_s16le")
    path.write_bytes(path.read_bytes() + tail)
    assert probe(path).notices == ()
    assert probe(path).seconds == pytest.approx(2.0, abs=0.01)


def test_an_estimated_duration_is_not_trusted(
    tmp_path: Path,
) -> None:
    path = media.write(tmp_path / "adpcm.wav", media.tone(9.0), codec="adpcm_ima_wav")
    data = bytearray(path.read_bytes())
    place = data.index(b"fmt ") + 16
    (average,) = struct.unpack("<I", data[place : place + 4])
    data[place : place + 4] = struct.pack("<I", average // 3)
    path.write_bytes(data)
    assert probe(path).notices == ()


@pytest.mark.parametrize(
    ("suffix", "codec", "begin", "end", "notice"),
    [
        ("flac", "flac", 0.2, 0.5, "the file has no sound for "),
        ("flac", "flac", 0.4, 1, "the end of the file is zeros, as after an incomplete copy: "),
        ("mp3", "libmp3lame", 0.2, 0.5, "the file is cut off or damaged: "),
    ],
)
def test_missing_audio_is_explained(
    tmp_path: Path, suffix: str, codec: str, begin: float, end: float, notice: str
) -> None:
    path = media.write(tmp_path / f"hurt.{suffix}", media.tone(10.0), codec=codec)
    data = bytearray(path.read_bytes())
    first, last = (round(share * len(data)) for share in (begin, end))
    data[first:last] = bytes(last - first)
    path.write_bytes(data)
    assert [each for each in probe(path).notices if each.startswith(notice)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("suffix", "codec"),
    [("mp3", "libmp3lame"), ("m4a", "aac"), ("wav", "pcm_s16le"), ("flac", "flac"),
     ("ogg", "flac"), ("opus", "libopus"), ("mkv", "libopus")],
)  # fmt: skip
def test_a_damaged_file_is_decoded_or_refused(tmp_path: Path, suffix: str, codec: str) -> None:
    whole = media.write(
        tmp_path / f"whole.{suffix}", media.tone(3.0, rate=48_000), codec=codec, rate=48_000
    ).read_bytes()
    random = np.random.default_rng(7)
    for number in range(40):
        data = bytearray(whole)
        start = int(random.integers(0, 300 if number % 2 else len(data)))
        data[start : start + 50] = random.bytes(int(random.integers(0, 100)))
        path = tmp_path / f"hurt{number}.{suffix}"
        path.write_bytes(data)
        with contextlib.suppress(UserError):
            assert 1.0 <= probe(path).seconds < 600


def _make_faulty(folder: Path, kind: str) -> Path:
    """Create an unusable recording (none for "missing"), and return its path."""
    path = folder / "tape.mp3"
    if kind == "folder":
        path.mkdir()
    elif kind == "empty":
        path.touch()
    elif kind == "text":
        path.write_text("Good evening, this is a letter and not a tape.\n" * 99)
    elif kind == "noise":
        path.write_bytes(np.random.default_rng(2).bytes(100_000))
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "playlist":
        path = path.with_suffix(".m3u8")
        path.write_text("#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/tape.ts\n#EXT-X-ENDLIST\n")
    elif kind == "mute":
        path = media.write_picture(path.with_suffix(".mp4"), 2.0)
    elif kind == "short":
        media.write(path, media.tone(0.6), codec="libmp3lame")
    elif kind == "headless":
        whole = media.write(path.with_suffix(".m4a"), media.tone(5.0), codec="aac")
        path = whole.with_name("cut.m4a")
        path.write_bytes(whole.read_bytes()[:-3000])
    return path


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("missing", "does not exist"),
        ("folder", "is a folder"),
        ("empty", "is empty (0 bytes)"),
        ("text", "cannot be decoded as audio or video"),
        ("noise", "has no sound"),
        ("pipe", "is not a file"),
        ("playlist", "cannot be decoded as audio or video"),
        ("mute", "has no sound"),
        ("short", "at least 1 s"),
        ("headless", "is complete"),
    ],
)
def test_an_invalid_recording_is_reported_in_one_line(
    tmp_path: Path, kind: str, expected: str
) -> None:
    path = _make_faulty(tmp_path, kind)
    for ask in (probe, load_sound):
        with pytest.raises(UserError) as caught:
            ask(path)
        message = str(caught.value)
        assert message.startswith(str(path))
        assert expected in message
        assert "\n" not in message
