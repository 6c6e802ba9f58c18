"""Editors change the title, programme and date of a recording."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.catalogue.current import load_snapshot
from archive.catalogue.ingest import ingest
from archive.check import check
from archive.publishing.republish import republish
from tests.editor.conftest import ID, Editor
from tests.lamplight import EXAMPLE
from transcripts.formats.json import parse


def listed(editor: Editor) -> dict[str, str]:
    (row,) = editor.get("").json()["recordings"]
    return {name: row[name] for name in ("title", "programme", "date")}


def test_details_are_changed_everywhere_and_can_be_undone(editor: Editor) -> None:
    before = listed(editor)
    answer = editor.edit(0, "set-metadata", field="title", value=" A  Keeper ").json()
    assert answer["recording"]["title"] == "A Keeper"
    editor.edit(1, "set-metadata", field="date", value="1987-11")
    editor.edit(2, "set-metadata", field="programme", value=None)
    assert listed(editor) == {"title": "A Keeper", "programme": None, "date": "1987-11"}
    found = editor.get(f"/{ID}/history").json()["edits"][0]
    assert (found["before"], found["after"]) == (EXAMPLE.recording.title, "A Keeper")
    for number, edit in enumerate(("E1", "E2", "E3"), start=3):
        assert editor.edit(number, "undo", edit=edit).status_code == 201
    assert listed(editor) == before
    assert [p for p in map(str, check(editor.catalogue)) if "published" not in p] == []


def test_a_description_is_published_and_undone(editor: Editor) -> None:
    text = "A keeper of <lights> talks\nabout forty years of tides."
    answer = editor.edit(0, "set-metadata", field="description", value=text).json()
    assert answer["recording"]["description"] == " ".join(text.split())
    republish(editor.catalogue, ID)
    page = (editor.catalogue.archive / ID / "index.html").read_text(encoding="utf-8")
    assert '<p class="description">A keeper of &lt;lights&gt; talks about forty' in page
    document = editor.catalogue.archive / ID / "transcript.json"
    assert parse(document.read_text(encoding="utf-8")).recording.description == " ".join(
        text.split()
    )
    assert editor.edit(1, "undo", edit="E1").json()["recording"]["description"] is None
    assert editor.edit(2, "set-metadata", field="description", value="x" * 4001).status_code == 422


@pytest.mark.parametrize("date", ["4 November", "1987-13-01", "1987-1"])
def test_a_date_that_no_program_can_read_is_refused(editor: Editor, date: str) -> None:
    answer = editor.edit(0, "set-metadata", field="date", value=date)
    assert answer.status_code == 422
    assert "not a date such as 1987-11-04" in answer.json()["error"]


def test_a_new_run_keeps_the_edited_title(editor: Editor) -> None:
    editor.edit(0, "set-metadata", field="title", value="A Keeper")
    folder = editor.catalogue.archive / ID
    again = replace(EXAMPLE, recording=replace(EXAMPLE.recording, title="Another"))
    for transcript in (EXAMPLE, again):
        ingest(editor.catalogue, transcript, folder)
        assert listed(editor)["title"] == "A Keeper"
        assert load_snapshot(editor.catalogue, ID).transcript.recording.title == "A Keeper"
    assert [p for p in map(str, check(editor.catalogue)) if "published" not in p] == []
