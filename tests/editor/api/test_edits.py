from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from archive.catalogue.current import load_snapshot
from archive.catalogue.find import find_recordings
from archive.catalogue.open import open_catalogue
from archive.check import check
from archive.storage.published import TRANSCRIPT
from editor.app import build
from editor.settings import Settings
from tests.editor.conftest import ID, Editor, Opener
from tests.lamplight import EXAMPLE
from transcripts.edits.apply import apply_edits

RUNS = {turn: list(run) for turn, run in apply_edits(EXAMPLE, ()).run_by_turn.items()}


def test_an_edit_responds_with_the_differences(editor: Editor) -> None:
    first, last = RUNS["T2"]
    answer = editor.edit(0, "split-turn", at=first + 9)
    assert answer.status_code == 201
    said = answer.json()
    assert (said["revision"], said["published"], said["removed"]) == (1, None, [])
    assert [(t["id"], len(t["words"])) for t in said["turns"]] == [
        ("T2", 9),
        (f"T2w{first + 9}", last - first - 9),
    ]
    assert said["runs"] == {"T2": [first, first + 9], f"T2w{first + 9}": [first + 9, last]}
    assert [c["id"] for c in said["corrections"]] == ["C4"]  # it is in the second half now
    edit = said["edit"]
    assert (edit["id"], edit["author"], edit["undone"]) == ("E1", "Ann", False)
    assert edit["text"] == "split a turn before “lighthouse”"
    undone = editor.edit(1, "undo", edit="E1").json()
    assert undone["removed"] == [f"T2w{first + 9}"]
    assert [t["id"] for t in undone["turns"]] == ["T2"]
    assert load_snapshot(editor.catalogue, ID).applied.transcript == EXAMPLE
    assert [e["undone"] for e in editor.get(f"/{ID}/history").json()["edits"]] == [True, False]


def test_an_outdated_page_also_gets_other_edits(editor: Editor) -> None:
    editor.edit(0, "assign-speaker", words=[RUNS["T8"]], speaker="S2")
    said = editor.edit(0, "assign-speaker", words=[RUNS["T12"]], speaker="S3").json()
    assert [t["id"] for t in said["turns"]] == ["T8", "T12"]
    said = editor.edit(2, "rewrite-word", word=RUNS["T8"][0], text="Right on.").json()
    assert said["numbers"] == {"T8": [RUNS["T8"][0]] * 2}


def test_decided_doubts_disappear(editor: Editor) -> None:
    assert (
        editor.edit(0, "decide-corrections", corrections=["C7"], accept=True).json()["doubts"] == 2
    )
    assert editor.edit(1, "set-name", speaker="S3", name="Ifeoma Castellan").json()["doubts"] == 1
    (left,) = editor.get(f"/{ID}/doubts").json()["doubts"]
    assert left["id"] == "C13"
    assert editor.get("").json()["recordings"][0]["doubts"] == 1


def test_conflicting_edits_are_reported(editor: Editor) -> None:
    editor.edit(0, "assign-speaker", words=[RUNS["T8"]], speaker="S2")
    answer = editor.edit(0, "assign-speaker", words=[RUNS["T8"]], speaker="S3")
    assert answer.status_code == 409
    clash = answer.json()
    assert "Ann changed the same turn in revision 1" in clash["error"]
    assert clash["theirs"]["text"] == "assigned “Right.” to Tobias Aurelian-Grey"
    assert clash["yours"]["parameters"]["speaker"] == "S3"
    assert [(t["id"], t["speaker"]) for t in clash["turns"]] == [("T8", "S2")]
    assert clash["revision"] == 1


@pytest.mark.parametrize(
    ("kind", "parameters", "error"),
    [
        ("assign-speaker", {"words": [[0, 9999]], "speaker": "S1"}, "no words 0 to 9999"),
        ("assign-speaker", {"words": [[0, 10**40]], "speaker": "S1"}, "there are no words"),
        ("set-name", {"speaker": "S9", "name": "Jo"}, "no speaker S9"),
        ("set-name", {"speaker": "S1", "name": "J\0"}, "cannot be stored"),
        ("set-name", {"speaker": "S1", "name": "\x01 \uffff"}, "cannot be stored"),
        ("undo", {"edit": "E99999999999999999999"}, "no edit"),
        ("paint", {}, "is not an edit kind"),
        ("split-turn", {"at": 3, "more": 1}, "more is wrong in an edit of kind split-turn"),
    ],
)
def test_invalid_edits_are_refused_in_one_sentence(
    editor: Editor, kind: str, parameters: dict[str, object], error: str
) -> None:
    answer = editor.edit(0, kind, **parameters)
    assert answer.status_code == 422
    assert error in answer.json()["error"]
    assert load_snapshot(editor.catalogue, ID).revision == 0


def test_markup_in_a_name_is_stored_as_text(editor: Editor) -> None:
    name = "<script>alert('x')</script>"
    said = editor.edit(0, "set-name", speaker="S1", name=name).json()
    assert said["speakers"][0]["name"] == name
    page = editor.http.get(f"/recordings/{ID}")
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_concurrent_editors_lose_no_edit(editor: Editor) -> None:
    words = RUNS["T11"][0], RUNS["T2"][0]
    _ = editor.proof

    def work(n: int) -> int:
        kind, parameters = (
            ("set-role", {"speaker": f"S{n % 4 + 1}", "role": f"role {n}"})
            if n < 4
            else ("rewrite-word", {"word": words[n % 2] + n, "text": f"w{n}"})
        )
        return int(editor.edit(n % 3 and 0, kind, **parameters).status_code)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(work, range(12)))
    saved = answers.count(201)
    assert set(answers) == {201, 409}
    now = load_snapshot(editor.catalogue, ID)
    assert now.revision == len(now.edits) == saved >= 6
    assert not now.unapplied


@pytest.mark.slow
def test_edits_are_published_in_the_background(opener: Opener, archive: Path) -> None:
    editor = opener(archive, publish="at once", quiet_seconds=0.1)
    file = editor.catalogue.folder(archive / ID) / TRANSCRIPT
    said = editor.edit(0, "set-name", speaker="S1", name="Ada Bell").json()
    assert said["published"] is None
    state = wait_until_published(editor, 1)
    assert (state["waiting"], state["error"]) == (False, None)
    assert "Ada Bell" in file.read_text()
    assert [str(p) for p in check(editor.catalogue)] == []


@pytest.mark.slow
def test_publishing_on_demand_waits_until_it_is_asked(editor: Editor, archive: Path) -> None:
    editor.edit(0, "set-name", speaker="S1", name="Ada Bell")
    state = editor.get(f"/{ID}/publish").json()
    assert (state["revision"], state["published"], state["error"]) == (1, None, None)
    assert not state["waiting"] | state["publishing"] | state["can_publish_inside"]
    (archive / ID / "audio.wav").unlink()
    answer = editor.post(f"/{ID}/publish")
    assert (answer.status_code, answer.json()["revision"]) == (202, 1)
    until = time.monotonic() + 60
    while not (error := editor.get(f"/{ID}/publish").json()["error"]):
        assert time.monotonic() < until
        time.sleep(0.05)
    assert "has no audio of" in error


def wait_until_published(editor: Editor, revision: int) -> dict[str, object]:
    until = time.monotonic() + 60
    while True:
        state = dict(editor.get(f"/{ID}/publish").json())
        assert state["error"] is None
        if state["published"] == revision and not state["waiting"]:
            return state
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_lone_surrogate_is_refused(editor: Editor) -> None:
    wish = (
        '{"base":0,"kind":"name","parameters":{"speaker":"S1","name":"J\\ud800"},"why":"\\ud800"}'
    )
    for body in (wish, wish.replace(',"why":"\\ud800"', "")):
        headers = {"x-csrf-token": editor.proof, "content-type": "application/json"}
        answer = editor.http.post(f"/api/recordings/{ID}/edits", content=body, headers=headers)
        assert answer.status_code == 422
        assert answer.json()["error"]


@pytest.mark.slow
def test_pending_publications_finish_when_the_editor_stops(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    with open_catalogue(archive) as catalogue:
        app = build(
            catalogue,
            Settings(author="Ann", publish="at once", quiet_seconds=3600, uses_models=False),
        )
        with TestClient(app, "http://localhost") as browser:
            editor = Editor(browser, catalogue)
            editor.edit(0, "set-name", speaker="S1", name="Ada Bell")
            assert editor.get(f"/{ID}/publish").json()["waiting"] is True
        (row,) = find_recordings(catalogue).recordings
        assert (row.revision, row.published_revision) == (1, 1)
