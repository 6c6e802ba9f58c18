"""Sides are joined where they share sound; microphones become channels; the parts are stored."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import av
import numpy as np
import pytest

from audio.sound.join import plan_microphones, plan_sides, write_joined
from audio.sound.part_tags import TAG, parts_in_tags, tag_of_parts
from audio.sound.recording import load_sound, probe
from audio.sound.side_overlap import find_overlap
from tests.audio import media, speech
from transcripts.errors import UserError
from transcripts.recording import Part

RATE = 16_000
EXAMPLE = Path(__file__).parents[3] / "examples" / "interview.mp3"


def interview() -> np.ndarray:
    """Return the example interview: speech of several people, 16 kHz."""
    return load_sound(EXAMPLE).samples


def side(folder: Path, name: str, samples: np.ndarray, **options: object) -> Path:
    shape = np.ascontiguousarray(samples[None], np.float32)
    return media.write(folder / name, shape, codec="pcm_s16le", rate=RATE, **options)  # type: ignore[arg-type]


def part(sound: np.ndarray, start: float, end: float) -> np.ndarray:
    return sound[round(start * RATE) : round(end * RATE)]


def test_sound_of_two_sides_is_kept_once(tmp_path: Path) -> None:
    sound = interview()
    first = side(tmp_path, "a.wav", part(sound, 0, 60))
    second = side(tmp_path, "b.wav", 0.5 * part(sound, 45, 90))
    plan = plan_sides([first, second])
    joined = load_sound(write_joined(plan, tmp_path / "tape.flac"))
    assert joined.seconds == pytest.approx(90, abs=0.001)
    cut = plan.parts[0].end
    assert 45 < cut < 60
    assert plan.parts[1].offset == pytest.approx(cut - 45, abs=0.001)
    expected = np.concatenate([part(sound, 0, cut), 0.5 * part(sound, cut, 90)])
    apart = np.abs(joined.samples - expected[: len(joined.samples)])
    faded = slice(round(cut * RATE), round((cut + 0.03) * RATE))
    apart[faded] = 0
    assert apart.max() < 1e-3
    assert any("15 s of sound in common" in notice for notice in plan.notices)
    assert probe(tmp_path / "tape.flac").parts == plan.parts


def test_another_deck_is_slower_dull_and_noisy() -> None:
    from scipy.signal import butter, resample, sosfilt

    sound = interview()
    second = part(sound, 80, 140)
    slower = resample(second, round(len(second) * 1.003))
    dull = sosfilt(butter(2, 3000, fs=RATE, output="sos"), slower)
    noisy = dull + 0.005 * np.random.default_rng(1).standard_normal(len(dull))
    found = find_overlap(part(sound, 20, 100), noisy.astype(np.float32))
    assert found is not None
    assert abs((20 + found.first_end) - (80 + found.second_start / 1.003)) < 0.03


def test_sides_without_common_sound_follow_one_another(tmp_path: Path) -> None:
    sound = interview()
    files = [
        side(tmp_path, "a.wav", part(sound, 0, 40)),
        side(tmp_path, "b.wav", part(sound, 40, 80)),
    ]
    plan = plan_sides(files, gap=2.0)
    joined = load_sound(write_joined(plan, tmp_path / "tape.flac"))
    assert [(p.start, p.end, p.offset) for p in plan.parts] == [(0, 40, 0), (42, 82, 0)]
    assert np.abs(part(joined.samples, 40, 42)).max() == 0
    assert np.abs(part(joined.samples, 42, 82) - part(sound, 40, 80)).max() < 1e-3
    assert any("no sound in common" in notice for notice in plan.notices)


def test_an_announcement_that_only_one_side_has_is_reported(tmp_path: Path) -> None:
    sound = interview()
    announced = np.concatenate([part(sound, 120, 125), part(sound, 40, 80)])
    plan = plan_sides(
        [side(tmp_path, "a.wav", part(sound, 0, 60)), side(tmp_path, "b.wav", announced)]
    )
    assert any("at the start of b.wav are left out" in notice for notice in plan.notices)


def test_the_same_side_twice_is_refused(tmp_path: Path) -> None:
    file = side(tmp_path, "a.wav", part(interview(), 0, 30))
    between = side(tmp_path, "b.wav", part(interview(), 10, 20))
    after = side(tmp_path, "c.wav", part(interview(), 10, 40))
    with pytest.raises(UserError, match="leave it out"):
        plan_sides([file, between, after])
    with pytest.raises(UserError, match="use 2 to 100"):
        plan_sides([file])


def test_stereo_sides_keep_their_channels_and_24_bits(tmp_path: Path) -> None:
    rate = 48_000
    left, right = media.tone(2, hz=300, rate=rate)[0], media.tone(2, hz=700, rate=rate)[0]
    wide = media.write(
        tmp_path / "a.wav", np.stack([left, right]), codec="pcm_s24le", rate=rate, layout="stereo"
    )
    narrow = media.write(tmp_path / "b.wav", media.tone(2, hz=500), codec="pcm_s16le")
    out = write_joined(plan_sides([wide, narrow], overlaps=False), tmp_path / "tape.flac")
    with av.open(str(out)) as container:
        stream = container.streams.audio[0]
        assert (stream.rate, stream.channels) == (rate, 2)
        assert stream.codec_context.format.name == "s32"
        blocks = [frame.to_ndarray().reshape(-1, 2) for frame in container.decode(stream)]
    samples = np.concatenate(blocks)[: 2 * rate].astype(np.float64) / 2**31
    assert np.abs(samples[:, 0] - left).max() < 1e-6
    assert np.abs(samples[:, 1] - right).max() < 1e-6


def test_microphones_become_channels_that_know_their_people(tmp_path: Path) -> None:
    left = side(tmp_path, "host.wav", part(interview(), 0, 10))
    right = side(tmp_path, "guest.wav", part(interview(), 10, 18))
    plan = plan_microphones([left, right], ["Ada Lane"])
    out = write_joined(plan, tmp_path / "talk.flac")
    found = probe(out)
    assert [(p.microphone, p.person, p.end) for p in found.parts] == [
        (1, "Ada Lane", 10),
        (2, None, 18 - 10),
    ]
    sound = load_sound(out)
    assert sound.has_microphones
    assert sound.channels.shape == (2, 10 * RATE)
    assert np.abs(sound.channels[1, 8 * RATE :]).max() < 1e-4
    assert any("2.0 s apart" in notice for notice in plan.notices)
    with pytest.raises(UserError, match="3 people for 2 files"):
        plan_microphones([left, right], ["A B", "C D", "E F"])


def bext(path: Path, samples_since_midnight: int) -> Path:
    """Add a bext chunk with a start time to a WAV file."""
    body = bytes(320) + b"2010-09-15" + b"12:00:00" + struct.pack("<Q", samples_since_midnight)
    chunk = b"bext" + struct.pack("<I", 602) + body.ljust(602, b"\0")
    data = path.read_bytes()
    size = struct.pack("<I", len(data) - 8 + len(chunk))
    path.write_bytes(b"RIFF" + size + b"WAVE" + chunk + data[12:])
    return path


def test_microphones_begin_at_their_time_of_day(tmp_path: Path) -> None:
    noon = 12 * 3600 * RATE
    left = bext(side(tmp_path, "host.wav", part(interview(), 0, 10)), noon)
    right = bext(side(tmp_path, "guest.wav", part(interview(), 2.5, 12.5)), noon + 5 * RATE // 2)
    plan = plan_microphones([left, right])
    assert [part.start for part in plan.parts] == [0.0, 2.5]
    sound = load_sound(write_joined(plan, tmp_path / "talk.flac"))
    same = slice(round(2.5 * RATE), 10 * RATE)
    assert np.abs(sound.channels[0, same] - sound.channels[1, same]).max() < 1e-3


SIDES = (Part("a.wav", "0" * 64, 0.0, 10.0), Part("b.wav", "1" * 64, 10.0, 20.0, 3.0))


def test_tags_of_parts_are_read_back() -> None:
    assert parts_in_tags({TAG.lower(): tag_of_parts(SIDES)}, 20.0) == SIDES


@pytest.mark.parametrize(
    "value",
    [
        "",
        "[]",
        "{",
        '"a.wav"',
        json.dumps([{"file": "a", "sha256": "0", "start": 0, "end": 99}]),
        json.dumps([{"file": "a", "sha256": "0", "start": "NaN", "end": 5}]),
        json.dumps([{"file": "a" * 2000, "sha256": "0", "start": 0, "end": 5}]),
        json.dumps([{"file": "a", "sha256": "0", "start": 0, "end": 5, "microphone": 2}]),
        tag_of_parts(SIDES[::-1]),
        "[" * 50_000,
    ],
)
def test_impossible_parts_in_a_file_from_outside_are_ignored(value: str) -> None:
    assert parts_in_tags({TAG: value}, 20.0) == ()


@pytest.mark.models
def test_microphones_with_crosstalk_tell_who_speaks() -> None:
    from dataclasses import replace

    from audio.diarization.channels import find_voice_channels
    from audio.diarization.diarize import diarize
    from audio.diarization.options import DiarizeOptions

    sound, truth = speech.three_voices(), speech.truth()
    people = sorted({segment.voice for segment in truth})
    alone = [speech.only(sound, [s.span for s in truth if s.voice == who]) for who in people]
    crosstalk = 10 ** (-10 / 20)
    room = speech.of_channels(
        *(
            sum(o if i == j else crosstalk * np.roll(o, 60) for j, o in enumerate(alone))
            for i in range(3)
        )
    )
    errors = {}
    for known in (False, True):
        heard = replace(room, has_microphones=known)
        found = diarize(heard, DiarizeOptions())
        errors[known] = speech.error(truth, found.segments, sound.seconds)
        assert sorted(find_voice_channels(heard, found).values()) == [1, 2, 3]
    assert errors[True] < 0.05 < errors[False]
