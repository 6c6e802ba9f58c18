"""`tapelog join` on the command line; transcript.json and other formats list the parts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from audio.sound.recording import load_sound, probe
from flows.adopting import Adoption, adopt_transcript
from flows.cli import main
from flows.microphones import find_microphone_owners
from tests.audio.sound.test_join import interview, part, side
from transcripts.formats import json as transcript_json
from transcripts.formats import pbcore
from transcripts.transcript import Diarization, SpeakerSegment

CUES = """WEBVTT

00:01.000 --> 00:04.000
<v Ada Lane>Good evening, this is the first side.

00:50.000 --> 00:55.000
<v Jonah Reed>And this is the second.
"""


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["join", *map(str, arguments)])
    return result.exit_code, result.output


def test_two_sides_are_one_item(tmp_path: Path) -> None:
    first = side(tmp_path, "side-a.wav", part(interview(), 0, 40))
    second = side(tmp_path, "side-b.wav", part(interview(), 30, 70))
    tape = tmp_path / "tape.flac"
    status, printed = run(first, second, "--out", tape)
    assert status == 0
    assert "10 s of sound in common" in printed
    assert load_sound(tape).seconds == pytest.approx(70, abs=0.01)
    text = tmp_path / "tape.vtt"
    text.write_text(CUES)
    made, folder = adopt_transcript(Adoption(text, tape, tmp_path / "archive"))
    read = transcript_json.parse((folder / "transcript.json").read_text())
    assert [p.file for p in read.recording.parts] == ["side-a.wav", "side-b.wav"]
    assert read.recording.parts == made.recording.parts
    record = pbcore.render(made)
    assert record.count("<instantiationPart>") == 2
    assert "side-b.wav" in record
    page = (folder / "index.html").read_text()
    assert "side-a.wav" in page
    assert "side-b.wav" in page


def test_the_owner_of_a_microphone_is_known(tmp_path: Path) -> None:
    host = side(tmp_path, "host.wav", part(interview(), 0, 8))
    quiet = np.concatenate([np.zeros(8 * 16_000), 0.05 * part(interview(), 40, 52)])
    guest = side(tmp_path, "guest.wav", quiet)
    talk = tmp_path / "talk.flac"
    people = ("--person", "Ada Lane", "--person", "Jonah Reed")
    status, printed = run("--microphones", host, guest, *people, "--out", talk)
    assert status == 0
    assert "host.wav, Ada Lane" in printed
    segments = (SpeakerSegment("V1", 0.5, 7.5), SpeakerSegment("V2", 9.0, 19.0))
    voices = Diarization((), segments, segments)
    assert find_microphone_owners(probe(talk), voices) == {"V1": "Ada Lane", "V2": "Jonah Reed"}
    assert find_microphone_owners(replace(probe(talk), parts=()), voices) == {}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.wav", "b.wav", "--out", "c.mp3"], "does not end in .flac"),
        (["a.wav", "b.wav", "--out", "there.flac"], "exists: choose a new file"),
        (["a.wav", "--out", "c.flac"], "1 files cannot be joined"),
        (["a.wav", "b.wav", "--out", "c.flac", "--person", "Ada"], "add --microphones"),
        (["a.wav", "b.wav", "--out", "c.flac", "--microphones", "--gap", "2"], "for sides"),
        (["a.wav", "missing.wav", "--out", "c.flac"], "missing.wav does not exist"),
    ],
)
def test_mistakes_are_explained(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.wav", "b.wav"):
        side(tmp_path, name, part(interview(), 0, 5))
    (tmp_path / "there.flac").touch()
    status, printed = run(*arguments)
    assert status != 0
    assert message in printed
    assert not (tmp_path / "c.flac").exists()
