"""`tapelog realign`: align an old text with a finished transcript."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.command import Ran
from tests.lamplight import EXAMPLE
from transcripts.formats import json as transcript_json

Run = Callable[..., Ran]

# The old text lacks the turn that is a stage direction, because typists do not type such words.
TALK = replace(
    EXAMPLE,
    turns=tuple(turn for turn in EXAMPLE.turns if "<" not in turn.text),
    corrections=(),
    unspoken=(),
    unwritten=(),
)
TEXT = "  ".join(turn.text for turn in TALK.turns)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "transcript.json"
    path.write_text(transcript_json.render(TALK), encoding="utf-8")
    return path


def old_text(folder: Path, text: str) -> Path:
    path = folder / "old text.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_equal_text_needs_no_correction(here: Run, place: Path) -> None:
    ran = here("realign", place, old_text(place.parent, TEXT))
    assert ran.status == 0
    assert [line for line in ran.out.splitlines() if line.startswith(("- ", "+ "))] == []


def test_an_old_text_is_corrected_without_models(
    here: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAPELOG_MODELS", "/dev/null")
    damaged = TEXT.replace(",", "")
    ran = here("realign", place, old_text(place.parent, damaged))
    assert ran.status == 0
    assert "punctuation, applied" in ran.out
    removed, added = ([x for x in ran.out.splitlines() if x.startswith(sign)] for sign in "-+")
    assert "Tobias Aurelian-Grey welcome. And Ifeoma Castellan who made the" in " ".join(removed)
    assert "Tobias Aurelian-Grey, welcome. And Ifeoma Castellan, who made the" in " ".join(added)


def test_the_text_of_another_recording_is_refused(here: Run, place: Path) -> None:
    other = "The council met on Tuesday to hear about the drains and the cost of the new hall. " * 5
    ran = here("realign", place, old_text(place.parent, other))
    assert ran.status == 1
    assert "seems to belong to another recording" in ran.complaint


def test_thresholds_must_make_sense(here: Run, place: Path) -> None:
    text = old_text(place.parent, TEXT)
    ran = here("realign", place, text, "--apply-from", "0.2", "--propose-from", "0.5")
    assert (ran.status, ran.complaint) == (
        1,
        "tapelog: --propose-from 0.5 is above --apply-from 0.2: make it lower, because "
        "applying a correction needs more certainty than proposing it",
    )
    assert here("realign", place, text, "--apply-from", "2").status == 2
