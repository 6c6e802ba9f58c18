"""A part is cut exactly to the sample, with the requested fades and level."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audio.sound.cut import RATE_HZ, CutOptions, cut_sound
from audio.sound.decode import AudioReader
from audio.sound.silence import Silence
from tests.audio import media
from transcripts.errors import UserError
from transcripts.transcript import Span

SECONDS = 6.0
SPAN = Span(2.0, 3.5)


def sweep() -> np.ndarray:
    """A tone whose pitch rises, float32 [1, n]: no two parts are alike."""
    t = np.arange(round(SECONDS * RATE_HZ)) / RATE_HZ
    return (0.4 * np.sin(2 * np.pi * (200 * t + 150 * t * t))).astype(np.float32)[None]


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    return media.write(tmp_path / "tape.wav", sweep(), codec="pcm_s16le")


def samples(path: Path) -> np.ndarray:
    with AudioReader(path, RATE_HZ) as reader:
        return np.concatenate([chunk[0] for chunk in reader.chunks()])


def wanted(span: Span = SPAN) -> np.ndarray:
    return sweep()[0, round(span.start * RATE_HZ) : round(span.end * RATE_HZ)]


def level(sound: np.ndarray) -> float:
    return float(10 * np.log10(np.square(sound, dtype=np.float64).mean()))


def test_the_samples_are_those_of_the_part(tape: Path, tmp_path: Path) -> None:
    found = samples(cut_sound(tape, SPAN, tmp_path / "clip.wav"))
    assert len(found) == len(wanted())
    assert np.abs(found - wanted()).max() < 1e-4  # 16 bits


def test_an_mp3_has_the_same_sound(tape: Path, tmp_path: Path) -> None:
    found = samples(cut_sound(tape, SPAN, tmp_path / "clip.mp3"))
    length = min(len(found), len(wanted()))
    assert length / RATE_HZ == pytest.approx(SPAN.duration, abs=0.1)
    assert np.corrcoef(found[:length], wanted()[:length])[0, 1] > 0.99


def test_a_fade_begins_and_ends_in_silence(tape: Path, tmp_path: Path) -> None:
    found = samples(cut_sound(tape, SPAN, tmp_path / "clip.wav", CutOptions(fade=0.2)))
    edge = round(0.2 * RATE_HZ)
    assert np.abs(found[: edge // 20]).max() < 0.03 > np.abs(found[-edge // 20 :]).max()
    assert np.abs(found[edge:-edge] - wanted()[edge:-edge]).max() < 1e-4


def test_a_fade_is_at_most_half_of_the_part(tape: Path, tmp_path: Path) -> None:
    found = samples(cut_sound(tape, Span(1.0, 1.2), tmp_path / "clip.wav", CutOptions(fade=9.0)))
    assert len(found) == round(0.2 * RATE_HZ)
    assert np.abs(found).max() > 0.3


@pytest.mark.parametrize("asked", [-30.0, -20.0, -12.0])
def test_speech_has_the_level_that_was_asked_for(tape: Path, tmp_path: Path, asked: float) -> None:
    found = samples(cut_sound(tape, SPAN, tmp_path / "clip.wav", CutOptions(level=asked)))
    assert level(found) == pytest.approx(asked, abs=0.3)


def test_pauses_do_not_count_for_the_level(tmp_path: Path) -> None:
    sound = sweep()
    sound[:, 2 * RATE_HZ : 4 * RATE_HZ] = 0
    tape = media.write(tmp_path / "pause.wav", sound, codec="pcm_s16le")
    span = Span(0.0, SECONDS)
    found = samples(cut_sound(tape, span, tmp_path / "clip.wav", CutOptions(level=-20.0)))
    assert level(found[: 2 * RATE_HZ]) == pytest.approx(-20.0, abs=0.5)


def test_no_level_distorts(tape: Path, tmp_path: Path) -> None:
    found = samples(cut_sound(tape, SPAN, tmp_path / "clip.wav", CutOptions(level=0.0)))
    assert 20 * np.log10(np.abs(found).max()) == pytest.approx(-1.0, abs=0.1)


def test_silence_stays_silence(tmp_path: Path) -> None:
    silent = np.zeros((1, 3 * RATE_HZ), np.float32)
    silent[0, -100:] = 0.3
    tape = media.write(tmp_path / "silent.wav", silent, codec="pcm_s16le")
    span = Span(0.5, 1.5)
    found = samples(cut_sound(tape, span, tmp_path / "clip.wav", CutOptions(level=-20.0)))
    assert not np.any(found)


def test_a_part_behind_the_end_is_refused(tape: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"ends before 7\.0 s"):
        cut_sound(tape, Span(7.0, 8.0), tmp_path / "clip.wav")
    assert [path.name for path in tmp_path.iterdir()] == ["tape.wav"]


@pytest.mark.parametrize("rate", [16_000, RATE_HZ])
def test_an_mp3_is_cut_without_decoding_what_precedes_the_part(tmp_path: Path, rate: int) -> None:
    noise = np.random.default_rng(3).normal(0, 0.1, (1, 12 * rate)).astype(np.float32)
    tape = media.write(tmp_path / "tape.mp3", noise, codec="libmp3lame", rate=rate)
    with AudioReader(tape, RATE_HZ) as reader:
        whole = np.concatenate([chunk[0] for chunk in reader.chunks()])
        assert reader.skipped_samples == 0
    with AudioReader(tape, RATE_HZ) as reader:
        late = np.concatenate([chunk[0] for chunk in reader.chunks(9.0)])
        assert 6.5 < reader.skipped_samples / RATE_HZ < 7.5
    assert len(late) + reader.skipped_samples == pytest.approx(len(whole), abs=2)
    span = Span(9.0, 10.0)
    found = samples(cut_sound(tape, span, tmp_path / "clip.wav"))
    assert np.corrcoef(found, whole[9 * RATE_HZ : 10 * RATE_HZ])[0, 1] > 0.97


def test_spans_are_silent_or_a_tone(tape: Path, tmp_path: Path) -> None:
    silence = Silence((Span(2.2, 2.6), Span(3.0, 3.2)), (Span(3.0, 3.2),))
    found = samples(cut_sound(tape, SPAN, tmp_path / "clip.wav", None, silence))
    at = [round((second - SPAN.start) * RATE_HZ) for second in (2.05, 2.75, 3.0, 3.2, 3.36)]
    assert not np.any(found[at[0] : at[1]])
    assert np.abs(found[at[2] : at[3]]).max() == pytest.approx(0.1, abs=1e-3)
    assert np.abs(found[at[4] :] - wanted()[at[4] :]).max() < 1e-4
