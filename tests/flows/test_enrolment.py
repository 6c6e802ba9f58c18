"""What an editor confirms in one recording names the voices of the next."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.catalogue.append import Decision, append
from archive.catalogue.current import current
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
        base = current(catalogue, recording).revision
        now = append(catalogue, recording, Decision(change, "Ann", WHEN, base))
    return now.edits[-1].id


def people(house: House, *words: object, answer: str | None = None) -> Ran:
    asked = ["people", "--archive", str(house.archive), *map(str, words)]
    done = CliRunner().invoke(main, asked, input=answer)
    return Ran(done.exit_code, done.stdout, done.stderr)


def names(transcript: Transcript) -> list[str | None]:
    return [speaker.name for speaker in transcript.speakers]


@pytest.mark.models
def test_voices_are_learned_known_again_and_forgotten(
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
    assert (learned.status, learned.out) == (0, "2 turns learned\n"), learned.err
    assert enrol_voices(house.archive).turns == 0

    after = house.transcript(DATA / "ferry.ogg")
    asked = [speaker.reasons[0].quote for speaker in after.speakers if speaker.reasons]
    assert asked == list(PEOPLE)
    assert sorted(path.name for path in (house.archive / "steps").iterdir()) == kept

    listed = people(house, "list").out
    assert re.search(r"^Ada Lane · 1 recording · voice: (9|10) s from 1 turn$", listed, re.M)
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
    assert "forgotten; the voice is not learned any more" in forgotten.out
    assert "what remains: the name in 1 transcript" in forgotten.out
    assert people(house, "learn").out == "0 turns learned\n"
    assert "no voice is kept since" in people(house, "list").out


def test_an_archive_that_is_not_there_and_people_whom_nobody_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    nowhere = House(tmp_path / "nowhere")
    for words in (["list"], ["learn"], ["forget", "Ada"]):
        refused = people(nowhere, *words)
        assert (refused.status, "there is no archive at" in refused.err) == (1, True)
    with open_catalogue(nowhere.archive):
        pass
    assert people(nowhere, "list").err == "nobody\n"
    assert "knows nobody called 'Ada'" in people(nowhere, "show", "Ada").err


def test_a_person_is_renamed_merged_and_told_apart_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    house = House(tmp_path / "house")
    with open_catalogue(house.archive) as catalogue:
        ingest(catalogue, EXAMPLE, house.archive / "published")
    decide(house, EXAMPLE.recording.id, SetName("S1", "Marian Whitlok"))
    renamed = people(house, "rename", "Marian Whitlok", "Marian  Whitlock", "--author", "Ben")
    assert renamed.out.startswith("Marian Whitlok is Marian Whitlock in 1 recording\nback: tapelog")
    assert "Marian Whitlock · 1 recording" in people(house, "list").out
    assert "knows a" in people(house, "rename", "Marian Whitlock", "Tobias Aurelian-Grey").err
    merged = people(house, "merge", "Marian Whitlock", "Tobias Aurelian-Grey")
    assert (merged.status, "Marian" in people(house, "list").out) == (0, False), merged.err
    question = people(house, "rename", "Ifeoma Castellan", "Ifeoma Cast")
    assert f"is still a question in {EXAMPLE.recording.id}" in question.err
    undone = people(house, "undo", "Marian Whitlock", "Tobias Aurelian-Grey")
    assert undone.out.startswith("Marian Whitlock is Marian Whitlock again in 1 recording\n")
    assert "Marian Whitlock · 1 recording" in people(house, "list").out
    with open_catalogue(house.archive) as catalogue:
        authors = [edit.author for edit in current(catalogue, EXAMPLE.recording.id).edits]
    assert authors[:2] == ["Ann", "Ben"]
    assert "nothing says that 'A' is 'B'" in people(house, "undo", "A", "B").err
