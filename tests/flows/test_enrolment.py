"""Voices that an editor confirms in one recording are named in the next."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.catalogue.append import NewEdit, append
from archive.catalogue.current import load_snapshot
from archive.catalogue.ingest import ingest
from archive.catalogue.open import open_catalogue
from flows.cli import main
from flows.enrolment import enrol_voices
from tests.command import Ran
from tests.flows.conftest import House
from tests.lamplight import EXAMPLE
from transcripts.edits.change import Change
from transcripts.edits.kinds.speakers import SetName
from transcripts.edits.kinds.undo import Undo
from transcripts.transcript import Transcript

DATA = Path(__file__).parent / "data"
WHEN = "2026-05-05T08:00:00+00:00"
PEOPLE = ("Nora Whitcombe", "Ada Lane")


def decide(house: House, recording: str, change: Change) -> str:
    with open_catalogue(house.archive) as catalogue:
        base = load_snapshot(catalogue, recording).revision
        now = append(catalogue, recording, NewEdit(change, "Ann", WHEN, base))
    return now.edits[-1].id


def people(house: House, *words: object, answer: str | None = None) -> Ran:
    asked = ["people", "--archive", str(house.archive), *map(str, words)]
    done = CliRunner().invoke(main, asked, input=answer)
    return Ran(done.exit_code, done.stdout, done.stderr)


def names(transcript: Transcript) -> list[str | None]:
    return [speaker.name for speaker in transcript.speakers]


@pytest.mark.models
def test_voices_are_enrolled_recognized_and_forgotten(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    quay, before = house.transcript(DATA / "quay.ogg"), house.transcript(DATA / "ferry.ogg")
    assert names(before) == [None, None]
    kept = sorted(path.name for path in (house.archive / "steps").iterdir())
    edits = [
        decide(house, quay.recording.id, SetName(speaker.id, name))
        for speaker, name in zip(quay.speakers, PEOPLE, strict=True)
    ]
    learned = people(house, "learn")
    assert (learned.status, learned.out) == (0, "2 turns enrolled\n"), learned.err
    assert enrol_voices(house.archive).turns == 0

    after = house.transcript(DATA / "ferry.ogg")
    asked = [speaker.reasons[0].quote for speaker in after.speakers if speaker.reasons]
    assert asked == list(PEOPLE)
    assert sorted(path.name for path in (house.archive / "steps").iterdir()) == kept

    listed = people(house, "list").out
    assert re.search(
        r"^Ada Lane · 1 recording · guest · voice: (9|10) s from 1 turn$", listed, re.M
    )
    assert "edit E2" in people(house, "show", "Ada Lane").out
    assert people(house, "export", "Ada Lane", tmp_path / "ada.json").status == 0
    handed = json.loads((tmp_path / "ada.json").read_text())
    assert len(handed["voice"][0]["print"]) == 192

    for edit in edits:
        decide(house, quay.recording.id, Undo(edit))
    assert house.transcript(DATA / "ferry.ogg").speakers == before.speakers
    decide(house, quay.recording.id, SetName(quay.speakers[1].id, "Ada Lane"))
    assert people(house, "forget", "Ada Lane", answer="n\n").status == 1
    forgotten = people(house, "forget", "Ada Lane", "--yes")
    assert "deleted; the voice will not be enrolled again" in forgotten.out
    assert "not deleted: the name in 1 transcript" in forgotten.out
    assert people(house, "learn").out == "0 turns enrolled\n"
    assert "voiceprint deleted on" in people(house, "list").out


def test_a_missing_archive_and_unknown_people_are_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    nowhere = House(tmp_path / "nowhere")
    for words in (["list"], ["learn"], ["forget", "Ada"]):
        refused = people(nowhere, *words)
        assert (refused.status, "there is no archive at" in refused.err) == (1, True)
    with open_catalogue(nowhere.archive):
        pass
    assert people(nowhere, "list").err == "no known people\n"
    assert "has nobody called 'Ada'" in people(nowhere, "show", "Ada").err


def test_people_are_renamed_merged_and_restored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    house = House(tmp_path / "house")
    with open_catalogue(house.archive) as catalogue:
        ingest(catalogue, EXAMPLE, house.archive / "published")
    decide(house, EXAMPLE.recording.id, SetName("S1", "Marian Whitlok"))
    renamed = people(house, "rename", "Marian Whitlok", "Marian  Whitlock", "--author", "Ben")
    assert renamed.out.startswith(
        "Marian Whitlok is now Marian Whitlock in 1 recording\nto undo: tapelog"
    )
    assert "Marian Whitlock · 1 recording" in people(house, "list").out
    assert "already has" in people(house, "rename", "Marian Whitlock", "Tobias Aurelian-Grey").err
    merged = people(house, "merge", "Marian Whitlock", "Tobias Aurelian-Grey")
    assert (merged.status, "Marian" in people(house, "list").out) == (0, False), merged.err
    question = people(house, "rename", "Ifeoma Castellan", "Ifeoma Cast")
    assert f"that Ifeoma Castellan speaks in {EXAMPLE.recording.id}" in question.err
    undone = people(house, "undo", "Marian Whitlock", "Tobias Aurelian-Grey")
    assert undone.out.startswith("the name Marian Whitlock is restored in 1 recording\n")
    assert "Marian Whitlock · 1 recording" in people(house, "list").out
    with open_catalogue(house.archive) as catalogue:
        authors = [edit.author for edit in load_snapshot(catalogue, EXAMPLE.recording.id).edits]
    assert authors[:2] == ["Ann", "Ben"]
    assert "'A' was not renamed to 'B'" in people(house, "undo", "A", "B").err
