"""Read audio files of every kind, damaged ones included, with exact times and clear messages."""

from __future__ import annotations

import contextlib
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

# The start offset that each kind of file stores. Raw AAC does not store the encoder delay of 1,024
# samples, which every player therefore plays.
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
    ("flac", "flac", 44_100, 0.001),
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
    """Two copies of a tape, one of which has two more quiet seconds: 0.01 % of an hour."""
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


@pytest.mark.parametrize(
    ("suffix", "codec", "container"),
    [
        ("mp3", "libmp3lame", {}),
        ("wav", "pcm_s16le", {}),
        ("aiff", "pcm_s16be", {}),
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


def test_a_wav_longer_than_its_header_is_read_completely(tmp_path: Path) -> None:
    """A recorder that was switched off, or a file above 4 GB."""
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


def _broken(folder: Path, kind: str) -> Path:
    """Make a file, or none, that cannot be a recording."""
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
        ("text", "is not a decodable audio or video file"),
        ("noise", "has no sound"),
        ("pipe", "is not a file"),
        ("playlist", "is not a decodable audio or video file"),
        ("mute", "has no sound"),
        ("short", "at least 1 s"),
        ("headless", "is complete"),
    ],
)
def test_an_invalid_recording_is_reported_in_one_line(
    tmp_path: Path, kind: str, expected: str
) -> None:
    path = _broken(tmp_path, kind)
    for ask in (probe, load_sound):
        with pytest.raises(UserError) as caught:
            ask(path)
        message = str(caught.value)
        assert message.startswith(str(path))
        assert expected in message
        assert "\n" not in message


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
