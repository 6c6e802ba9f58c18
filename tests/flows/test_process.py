"""The whole pipeline on the example interview, with real models and a real Prefect server."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from archive.storage.published import read_transcript
from flows.scoring import score_files
from tests.command import Ran, Tapelog
from tests.conftest import ROOT
from transcripts.transcript import Transcript

pytestmark = pytest.mark.models

Run = Callable[..., Ran]

LISTENING = {
    "detect speech",
    "recognize words",
    "detect sound events",
    "diarize",
    "rescore candidates",
    "score acoustic fit",
    "align words",
}

PUBLISHED = {
    "transcript.json",
    "transcript.vtt",
    "transcript.srt",
    "transcript.txt",
    "transcript.rttm",
    "index.html",
    "manifest.json",
}


def given(examples: Path, reference: Path | None = None) -> list[object]:
    """Return the arguments with which a person would process the example."""
    return [
        "process",
        examples / "interview.mp3",
        "--transcript",
        reference or examples / "reference.txt",
        "--context",
        examples / "review.txt",
        "--context",
        examples / "press.txt",
    ]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("out") / "interview"


@pytest.fixture(scope="module")
def first(tapelog: Tapelog, examples: Path, out: Path) -> Ran:
    ran = tapelog(*given(examples), "--out", out)
    assert ran.status == 0, ran.err
    return ran


@pytest.fixture(scope="module")
def transcript(first: Ran, out: Path) -> Transcript:
    return read_transcript(out)


@pytest.fixture(scope="module")
def rates(first: Ran, examples: Path, out: Path) -> dict[str, float]:
    result = score_files(out / "transcript.json", examples / "truth.seglst.json").as_json()
    print(json.dumps(result, indent=1))
    rates: dict[str, float] = result["rates"]
    return rates


def test_every_file_is_published(first: Ran, out: Path) -> None:
    assert {path.name for path in out.iterdir()} >= PUBLISHED | {"repairs.html", "repairs.txt"}
    # An earlier test of the session may have processed the example; then steps are cached.
    assert first.done() | first.kept() == LISTENING
    assert str(out / "index.html") in first.out


def test_host_author_and_director_are_named(transcript: Transcript) -> None:
    named = {speaker.name: speaker.role for speaker in transcript.speakers if speaker.name}
    assert named == {
        "Nathan Amsel": "host",
        "Freya Lindqvist": "author",
        "Gareth Penhallow": "director",
    }


def test_the_published_text_is_better_than_either_input(
    rates: dict[str, float], transcript: Transcript
) -> None:
    reference = transcript.scores.reference_against_heard
    assert reference is not None
    assert rates["wer"] < 0.02 < reference.wer


def test_words_go_to_the_right_voice(rates: dict[str, float]) -> None:
    assert rates["wder"] <= 0.03
    assert rates["cpwer"] <= 0.05


def test_provenance_names_every_model(transcript: Transcript) -> None:
    used = {model.name for model in transcript.provenance.models}
    assert used >= {"base", f"pocketsphinx-{version('pocketsphinx')}/en-us"}


def test_every_word_lies_in_its_turn_and_in_the_recording(transcript: Transcript) -> None:
    ids = {turn.id for turn in transcript.turns}
    for turn in transcript.turns:
        assert turn.text == " ".join(word.text for word in turn.words)
        for word in turn.words:
            assert turn.start <= word.start <= word.end <= turn.end
            assert 0 <= word.start <= word.end <= transcript.recording.duration
    assert {c.turn for c in transcript.corrections} <= ids
    assert [t.start for t in transcript.turns] == sorted(t.start for t in transcript.turns)


def test_an_equal_run_uses_cached_steps(
    first: Ran, tapelog: Tapelog, examples: Path, out: Path
) -> None:
    before = json.loads((out / "transcript.json").read_text())
    again = tapelog(*given(examples), "--out", out)
    after = json.loads((out / "transcript.json").read_text())
    assert again.done() == set()
    assert again.kept() == LISTENING
    assert after == before  # nothing was computed, so the creation time is unchanged


def test_a_new_reference_reuses_the_recognition(
    first: Ran, here: Run, examples: Path, tmp_path: Path
) -> None:
    text = (examples / "reference.txt").read_text()
    reference = tmp_path / "shorter.txt"
    reference.write_text(text[: len(text) * 2 // 3])
    ran = here(*given(examples, reference), "--out", tmp_path / "out")
    assert ran.status == 0, ran.err
    assert ran.kept() == {"detect speech", "recognize words", "detect sound events", "diarize"}


def test_a_new_number_of_speakers_reuses_the_recognition(
    first: Ran, here: Run, examples: Path, tmp_path: Path
) -> None:
    ran = here(*given(examples), "--speakers", "2", "--out", tmp_path / "out")
    assert ran.status == 0, ran.err
    assert "diarize" in ran.done()
    assert {"recognize words", "rescore candidates", "align words"} <= ran.kept()
    assert len(read_transcript(tmp_path / "out").speakers) == 2


def test_another_old_text_is_aligned_with_what_was_published(
    first: Ran, here: Run, transcript: Transcript, out: Path, tmp_path: Path
) -> None:
    """A wrong word is rescored with the published audio; nothing is recognized or diarized."""
    old = tmp_path / "old.txt"
    text = "  ".join(turn.text for turn in transcript.turns)
    assert text.count("museum") == 1
    old.write_text(text.replace("museum", "library"), encoding="utf-8")
    ran = here("realign", out, old, "--out", tmp_path / "again")
    assert ran.status == 0, ran.err
    assert ran.done() == {"rescore candidates", "score acoustic fit", "align words"}
    assert '"library" -> "museum"' in ran.out
    again = read_transcript(tmp_path / "again")
    assert [turn.text for turn in again.turns] == [turn.text for turn in transcript.turns]
    assert again.speakers == transcript.speakers


def test_a_reference_of_another_interview_is_detected(
    first: Ran, here: Run, examples: Path, tmp_path: Path
) -> None:
    reference = tmp_path / "other.txt"
    reference.write_text(
        "Good afternoon and welcome to the garden hour.  My roses have black spots on every leaf "
        "and I have tried soap.  Soap will not help you. Cut the leaves off and burn them and "
        "water only in the morning.  And what about the slugs?  Beer in a saucer. They drown "
        "happily.  We will take another caller after the shipping forecast.  "
    )
    ran = here(*given(examples, reference), "--out", tmp_path / "out")
    assert ran.status == 0, ran.err
    assert "seems to belong to another recording" in ran.err
    published = read_transcript(tmp_path / "out")
    assert "garden" not in " ".join(turn.text for turn in published.turns)
    assert published.corrections == ()


def test_a_killed_run_resumes(fresh: Tapelog, tmp_path: Path) -> None:
    out = tmp_path / "out"
    recording = ROOT / "tests" / "audio" / "data" / "three_voices.flac"
    command = ["process", recording, "--model", "tiny.en", "--out", out]
    killed = fresh.stopped(signal.SIGKILL, lambda: bool(fresh.kept("recognize words")), *command)
    assert killed.status != 0
    assert not out.exists()
    again = fresh(*command)
    assert again.status == 0, again.err
    assert {"detect speech", "recognize words"} <= again.kept()
    assert "recognize words" not in again.done()
    assert {path.name for path in out.iterdir()} >= PUBLISHED
