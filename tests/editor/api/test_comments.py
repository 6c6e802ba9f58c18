"""Comments and assignments have an author and a time, can be undone, and are never published."""

from __future__ import annotations

from archive.publishing.republish import republish
from tests.editor.conftest import ID, Editor


def test_a_comment_has_its_author_and_time_and_is_exported(editor: Editor) -> None:
    answer = editor.edit(0, "add-comment", start=2.0, end=4.5, text=" Is this <b>Anna</b>? ").json()
    (comment,) = answer["comments"]
    edit = answer["edit"]
    assert (comment["author"], comment["at"]) == ("Ann", edit["at"])
    assert (comment["id"], comment["text"]) == ("E1", "Is this <b>Anna</b>?")
    editor.edit(1, "add-comment", start=1.0, end=1.5, text="")
    items = editor.get(f"/{ID}/files/annotations").json()["items"]
    highlight, comment = (i for i in items if i["motivation"] in ("commenting", "highlighting"))
    assert highlight["motivation"] == "highlighting"
    assert "body" not in highlight
    assert comment["body"]["value"] == "Is this <b>Anna</b>?"
    assert comment["target"]["selector"]["value"] == "t=2.000,4.500"
    assert comment["creator"] == {"type": "Person", "name": "Ann"}
    assert comment["created"] == edit["at"]


def test_a_comment_is_not_exported_beside_what_is_withheld(editor: Editor) -> None:
    editor.edit(0, "add-comment", start=2.0, end=4.5, text="He says Zanzibar here")
    assert b"Zanzibar" in editor.get(f"/{ID}/files/annotations").content
    editor.edit(1, "withhold-passage", start=3.0, end=4.0)
    assert b"Zanzibar" not in editor.get(f"/{ID}/files/annotations").content
    editor.edit(2, "undo", edit="E2")
    assert b"Zanzibar" in editor.get(f"/{ID}/files/annotations").content


def test_undoing_a_comment_removes_it_and_redoing_brings_it_back(editor: Editor) -> None:
    editor.edit(0, "add-comment", start=2.0, end=4.5, text="Check")
    assert editor.edit(1, "undo", edit="E1").json()["comments"] == []
    assert editor.get(f"/{ID}").json()["comments"] == []
    assert len(editor.edit(2, "redo", edit="E1").json()["comments"]) == 1


def test_nothing_of_comments_and_assignments_is_published(editor: Editor) -> None:
    editor.edit(0, "add-comment", start=2.0, end=4.5, text="Zanzibar doubtful")
    editor.edit(1, "assign-recording", person="Quentin Underhill")
    editor.edit(2, "add-comment", start=2.0, end=4.5, text="more")
    republish(editor.catalogue, ID)
    folder = editor.catalogue.archive / ID
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".wav"]
    assert {"transcript.json", "transcript.vtt", "index.html"} <= {path.name for path in files}
    for path in files:
        data = path.read_bytes()
        for secret in (b"Zanzibar", b"Underhill", b"Corrected by"):
            assert secret not in data, path.name


def test_a_comment_outside_the_recording_is_refused(editor: Editor) -> None:
    for start, end in ((3.0, 3.0), (4.0, 3.0), (1.0, 100_000.0)):
        answer = editor.edit(0, "add-comment", start=start, end=end, text="here")
        assert answer.status_code == 422
        assert "within the recording" in answer.json()["error"]


def test_the_list_finds_what_is_assigned_to_a_person(editor: Editor) -> None:
    def found(person: str) -> list[str]:
        return [r["id"] for r in editor.get(f"?assignee={person}").json()["recordings"]]

    assert found("Ben Orme") == []
    assert editor.edit(0, "assign-recording", person=" Ben  Orme ").json()["assignee"] == "Ben Orme"
    assert found("Ben Orme") == [ID]
    assert "Assigned to Ben Orme" in editor.http.get("/?assignee=Ben+Orme").text
    editor.edit(1, "assign-recording", person="Ann")
    assert (found("Ben Orme"), found("Ann")) == ([], [ID])
    editor.edit(2, "undo", edit="E2")
    assert (found("Ben Orme"), found("Ann")) == ([ID], [])
    assert editor.edit(3, "assign-recording", person="Ben Orme").status_code == 422
    assert editor.edit(3, "assign-recording", person=None).json()["assignee"] is None
    assert found("Ben Orme") == []
