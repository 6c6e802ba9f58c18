"""Diarize real and synthetic conversations; compare with the truth and with pyannote."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from audio.diarization.diarize import diarize
from audio.diarization.options import DiarizeOptions
from audio.sound.recording import Sound, load_sound
from benchmarks.speed.accuracy import compute_der
from benchmarks.speed.contest import run_contestant
from benchmarks.speed.material import sounds, telephone_sample
from tests.audio import speech
from transcripts.errors import UserError
from transcripts.transcript import Diarization, SpeakerSegment


@pytest.fixture(scope="module")
def found() -> Diarization:
    return diarize(speech.three_voices(), DiarizeOptions())


@pytest.mark.models
def test_three_voices(found: Diarization) -> None:
    right, seconds = speech.truth(), speech.three_voices().seconds
    assert {s.voice for s in found.segments} == {"V1", "V2", "V3"}
    assert speech.error(right, found.segments, seconds) < 0.1


@pytest.mark.models
def test_overlapped_speech_is_kept(found: Diarization) -> None:
    lewis = next(s.voice for s in found.segments if s.start > 2 and s.end < 3.6)
    under = [s for s in found.segments if s.voice == lewis and s.start > 9.8 and s.end < 11.5]
    assert sum(s.end - s.start for s in under) > 0.8


@pytest.mark.models
def test_views_agree(found: Diarization) -> None:
    for before, after in pairwise(found.exclusive_segments):
        assert before.end <= after.start
    for stretch in found.exclusive_segments:
        assert any(_within(stretch, whole) for whole in found.segments)
    for stretch in found.segments:
        assert any(s.start <= stretch.start and stretch.end <= s.end for s in found.speech)
    assert list(dict.fromkeys(s.voice for s in found.segments)) == ["V1", "V2", "V3"]


def _within(part: SpeakerSegment, whole: SpeakerSegment) -> bool:
    near = 0.1  # shorter breaks are bridged in one view and belong to another segment in the other
    inside = whole.start - near <= part.start and part.end <= whole.end + near
    return part.voice == whole.voice and inside


@pytest.mark.models
def test_prints_are_directions(found: Diarization) -> None:
    assert set(found.embeddings) == {"V1", "V2", "V3"}
    for embedding in found.embeddings.values():
        assert len(embedding) == 192
        assert np.linalg.norm(embedding) == pytest.approx(1)


@pytest.mark.models
def test_diarization_is_deterministic(found: Diarization) -> None:
    sound = speech.three_voices()
    fresh = Sound(samples=sound.samples.copy(), channels=sound.channels)
    assert diarize(fresh, DiarizeOptions()) == found


@pytest.mark.models
@pytest.mark.parametrize("count", [1, 2, 4])
def test_the_requested_number_of_voices_is_found(count: int) -> None:
    options = DiarizeOptions(min_speakers=count, max_speakers=count)
    stretches = diarize(speech.three_voices(), options).segments
    assert len({s.voice for s in stretches}) == count


@pytest.mark.models
@pytest.mark.parametrize("what", ["silence", "hiss", "chord", "melody"])
def test_no_voice_where_nobody_speaks(what: str) -> None:
    time = np.arange(12 * 16_000) / 16_000
    beat = 220 * 2 ** (np.floor(time * 4) * 5 % 12 / 12)
    samples = {
        "silence": np.zeros_like(time),
        "hiss": 0.01 * np.random.default_rng(1).standard_normal(len(time)),
        "chord": 0.1 * sum(np.sin(2 * np.pi * hz * time) for hz in (220, 277.2, 329.6)),
        "melody": 0.3 * np.sin(2 * np.pi * np.cumsum(beat) / 16_000) * np.exp(-3 * (time * 4 % 1)),
    }[what].astype(np.float32)
    sound = Sound(samples=samples, channels=samples[None])
    assert diarize(sound, DiarizeOptions()) == Diarization((), (), ())


@pytest.mark.parametrize(("least", "most"), [(0, None), (3, 2)])
def test_contradictory_bounds_are_refused(least: int, most: int | None) -> None:
    with pytest.raises(UserError, match=f"{least}-{most} speakers is not"):
        diarize(speech.three_voices(), DiarizeOptions(least, most))


@pytest.mark.models
def test_a_real_conversation_is_no_worse_than_with_pyannote(tmp_path: Path) -> None:
    [talk] = sounds([telephone_sample()], tmp_path)
    assert talk.turns
    ours = diarize(load_sound(talk.path), DiarizeOptions()).segments
    stock = run_contestant("voices_stock", [talk]).runs[0]["turns"]
    error, limit = (
        compute_der(talk.turns, turns, talk.seconds, 0.0)
        for turns in ([(s.start, s.end, s.voice) for s in ours], stock)
    )
    assert error <= limit
    assert error < 0.06
