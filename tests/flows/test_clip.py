"""`tapelog clip`, as a person types it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import webvtt
from click.testing import CliRunner, Result

from archive.publishing.publish import publish
from audio.sound.cut import RATE_HZ
from audio.sound.decode import AudioReader
from audio.sound.recording import probe
from flows.cli import main
from tests.audio import media
from tests.lamplight import EXAMPLE

PAD = 0.15


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    """A sound as long as the example, different at every time."""
    t = np.arange(round(EXAMPLE.recording.duration * RATE_HZ)) / RATE_HZ
    sound = (0.4 * np.sin(2 * np.pi * (100 * t + 5 * t * t))).astype(np.float32)[None]
    return media.write(tmp_path / "copy.wav", sound, codec="pcm_s16le")


@pytest.fixture
def folder(tmp_path: Path, tape: Path) -> Path:
    recording = replace(EXAMPLE.recording, sha256=probe(tape).sha256)
    publish(replace(EXAMPLE, recording=recording), tape, tmp_path / "published")
    return tmp_path / "published"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["clip", *map(str, arguments)])


def samples(path: Path) -> np.ndarray:
    with AudioReader(path, RATE_HZ) as reader:
        return np.concatenate([chunk[0] for chunk in reader.chunks()])


def test_a_clip_has_sound_captions_quote_and_citation(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "clips"
    ran = run(folder, "0:58-1:09", "--out", out, "--fade", 0)
    assert ran.exit_code == 0, ran.output
    sound, text, vtt = sorted(
        out.iterdir(), key=lambda path: ["wav", "txt", "vtt"].index(path.suffix[1:])
    )
    assert sound.name == "clip-0058.25-0068.91.wav"
    assert str(sound) in ran.output
    first, last = EXAMPLE.turns[8], EXAMPLE.turns[9]
    begin = round((first.start - PAD) * RATE_HZ)
    whole, found = samples(folder / "audio.wav"), samples(sound)
    assert len(found) == round((last.end + PAD) * RATE_HZ) - begin
    assert np.corrcoef(found, whole[begin : begin + len(found)])[0, 1] > 0.9999
    cues = list(webvtt.read(vtt))
    assert cues[0].start == "00:00:00.150"
    assert cues[-1].voice == "Clip"
    written = text.read_text(encoding="utf-8")
    assert written.startswith("Marian Whitlock: “Let’s hear a moment from the film")
    assert written.endswith("0:58 to 1:08 (lamplight-1987.mp3, r-5f2c9a71e0b4)\n")


def test_a_list_of_clips(folder: Path, tmp_path: Path) -> None:
    parts = tmp_path / "parts.txt"
    parts.write_text("# for the trailer\n0:58-1:03 the host\n\n1:03-1:09\n")
    out = tmp_path / "clips"
    ran = run(folder, "--list", parts, "--out", out, "--mp3", "--level", -20)
    assert ran.exit_code == 0, ran.output
    assert len(ran.output.splitlines()) == 2
    assert (
        sorted(path.suffix for path in out.iterdir()) == [".mp3"] * 2 + [".txt"] * 2 + [".vtt"] * 2
    )


def test_a_line_without_times_is_named_and_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    parts = tmp_path / "parts.txt"
    parts.write_text("0:58-1:03\nthe host\n")
    ran = run(folder, "--list", parts, "--out", tmp_path / "clips")
    assert ran.exit_code == 1
    assert "parts.txt, line 2: 'the' is not a span of time" in ran.output
    assert not (tmp_path / "clips").exists()


def test_a_part_without_words_stops_before_the_first_clip(folder: Path, tmp_path: Path) -> None:
    ran = run(folder, "0:58-1:03", "0:56-0:58", "--out", tmp_path / "clips")
    assert ran.exit_code == 1
    assert "no word is spoken between 0:56 and 0:58" in ran.output
    assert not (tmp_path / "clips").exists()


def test_the_original_is_used_only_if_it_is_the_original(
    folder: Path, tape: Path, tmp_path: Path
) -> None:
    out = tmp_path / "clips"
    assert run(folder, "0:58-1:03", "--out", out, "--recording", tape).exit_code == 0
    other = media.write(tmp_path / "other.wav", media.tone(70.0), codec="pcm_s16le")
    ran = run(folder, "0:58-1:03", "--out", out, "--recording", other)
    assert ran.exit_code == 1
    assert "is not the file that was transcribed" in ran.output


def test_without_parts_the_usage_is_explained(folder: Path) -> None:
    ran = run(folder)
    assert ran.exit_code == 2
    assert "1:23.4-1:40" in ran.output
