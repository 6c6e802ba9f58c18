"""bext and iXML of broadcast WAV: start time of day, project, note; damaged chunks are ignored."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from audio.sound.broadcast_wave import broadcast_tags, start_time
from audio.sound.tags import read_tags
from tests.audio import media

RATE = 48_000

IXML = """<?xml version="1.0" encoding="UTF-8"?>
<BWFXML><IXML_VERSION>1.61</IXML_VERSION><PROJECT>Harbour  Voices</PROJECT><SCENE>12A</SCENE>
<NOTE>Rain on the roof after four minutes</NOTE>
<SPEED><TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>0</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>
<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>{samples}</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>
<TIMESTAMP_SAMPLE_RATE>48000</TIMESTAMP_SAMPLE_RATE></SPEED>
<TRACK_LIST><TRACK><NAME>Boom</NAME></TRACK></TRACK_LIST></BWFXML>"""


def bext(samples: int) -> bytes:
    return (
        b"A description".ljust(320, b"\0") + b"2010-09-1512:00:00" + struct.pack("<Q", samples)
    ).ljust(602, b"\0")


def wave(folder: Path, *chunks: tuple[bytes, bytes]) -> Path:
    """Write a WAV of a second with further chunks after the sound."""
    path = media.write(folder / "tape.wav", media.tone(1, rate=RATE), codec="pcm_s16le", rate=RATE)
    extra = b"".join(
        name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
        for name, body in chunks
    )
    data = path.read_bytes() + extra
    path.write_bytes(data[:4] + struct.pack("<I", len(data) - 8) + data[8:])
    return path


def ixml(samples: int | str) -> tuple[bytes, bytes]:
    return b"iXML", IXML.format(samples=samples).encode()


def test_bext_says_when_the_recording_begins(tmp_path: Path) -> None:
    file = wave(tmp_path, (b"bext", bext(13 * 3600 * RATE + RATE // 4)))
    assert start_time(file) == 13 * 3600 + 0.25
    tags = read_tags(file)
    assert tags["start_time"] == "13:00:00.250"
    assert tags["comment"] == "A description"


def test_ixml_has_project_note_and_time(tmp_path: Path) -> None:
    file = wave(tmp_path, ixml(90 * RATE))
    assert broadcast_tags(file) == {
        "programme": "Harbour Voices",
        "comment": "Rain on the roof after four minutes",
        "start_time": "00:01:30.000",
    }


def test_bext_wins_over_ixml(tmp_path: Path) -> None:
    assert start_time(wave(tmp_path, ixml(90 * RATE), (b"bext", bext(60 * RATE)))) == 60


@pytest.mark.parametrize(
    "chunk",
    [
        (b"bext", bext(0)),
        (b"bext", bext(2**63)),
        (b"bext", b"short"),
        (b"iXML", b""),
        (b"iXML", b"<BWFXML><PROJECT>"),
        (b"iXML", b"<!DOCTYPE a [<!ENTITY b 'c'>]><BWFXML><PROJECT>&b;</PROJECT></BWFXML>"),
        (b"iXML", b"<html><PROJECT>Something</PROJECT></html>"),
        ixml("9" * 40),
        ixml("-5"),
        ixml("²"),
    ],
)
def test_unknown_times_and_damaged_chunks(chunk: tuple[bytes, bytes], tmp_path: Path) -> None:
    file = wave(tmp_path, chunk)
    assert start_time(file) is None
    assert "start_time" not in read_tags(file)


def test_other_files_have_no_such_tags(tmp_path: Path) -> None:
    other = tmp_path / "tape.wav"
    other.write_bytes(b"RIFX" + b"\0" * 40)
    assert broadcast_tags(other) == {}
    assert broadcast_tags(tmp_path / "missing.wav") == {}
