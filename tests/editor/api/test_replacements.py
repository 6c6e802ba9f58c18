"""Find and replace in all recordings, with a preview and an undo for each recording."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.editor.archives import archive_of, named
from tests.editor.conftest import Editor, Opener
from tests.lamplight import EXAMPLE

OTHER = "r-other"
ID = EXAMPLE.recording.id


@pytest.fixture
def both(opener: Opener, tmp_path: Path) -> Editor:
    return opener(archive_of(tmp_path, EXAMPLE, named(EXAMPLE, OTHER)))


def found(editor: Editor, find: str, **options: Any) -> Any:
    return editor.http.get("/api/places", params={"find": find, **options}).json()


def ticked(recording: Any) -> list[dict[str, Any]]:
    return [
        {"passage": p["passage"], "digest": p["digest"], "places": list(range(len(p["places"])))}
        for p in recording["passages"]
    ]


def replace(editor: Editor, recording: Any, find: str, replacement: str, **more: Any) -> Any:
    wanted = {"find": find, "replacement": replacement, "passages": ticked(recording)} | more
    answer = editor.post(f"/{recording['recording']}/replace", wanted)
    assert answer.status_code == 201, answer.json()
    return answer.json()["done"]


def words(editor: Editor, name: str) -> list[str]:
    return [
        w["text"] for t in editor.get(f"/{name}").json()["transcript"]["turns"] for w in t["words"]
    ]


def count(find: str) -> int:
    return sum(w.text.strip(".,?!“”").lower() == find for w in EXAMPLE.words)


def test_every_place_is_found_with_its_neighbours_and_time(both: Editor) -> None:
    answer = found(both, "the")
    assert answer["total"] == 2 * count("the") > 4
    assert {r["recording"] for r in answer["recordings"]} == {ID, OTHER}
    place = answer["recordings"][0]["passages"][0]["places"][0]
    assert place["text"].lower() == "the"
    starts = [w.start for w in EXAMPLE.words if w.text.lower() == "the"]
    assert min(abs(place["start"] - start) for start in starts) < 1.5
    assert found(both, "the", case=True)["total"] < answer["total"]
    assert found(both, "the", whole=False)["total"] > answer["total"]
    assert found(both, "  ")["total"] == 0


def test_a_recording_is_one_decision_with_one_undo(both: Editor) -> None:
    before = words(both, ID)
    recording = next(r for r in found(both, "the")["recordings"] if r["recording"] == ID)
    done = replace(both, recording, "the", "this")
    assert (done["replaced"], done["changed"], done["inserted"]) == (count("the"), 0, 0)
    now = words(both, ID)
    assert len(now) == len(before)
    assert sum(a != b for a, b in zip(before, now, strict=True)) == count("the")
    assert words(both, OTHER) == before
    (edit,) = both.get(f"/{ID}/history").json()["edits"]
    assert edit["why"] == "Replaced “the” with “this” in the archive"
    undo = {"base": done["revision"], "kind": "undo", "parameters": {"edit": edit["id"]}}
    assert both.post(f"/{ID}/edits", undo).status_code == 201
    assert words(both, ID) == before


def test_text_that_changed_since_is_left_and_counted(both: Editor) -> None:
    recording = next(r for r in found(both, "the")["recordings"] if r["recording"] == ID)
    number = next(n for n, w in enumerate(EXAMPLE.words) if w.text == "the")
    change = {"base": 0, "kind": "rewrite-word", "parameters": {"word": number, "text": "that"}}
    both.post(f"/{ID}/edits", change)
    done = replace(both, recording, "the", "this")
    assert done["changed"] >= 1
    assert done["replaced"] + done["changed"] == count("the")
    assert words(both, ID)[number] == "that"


def test_withheld_words_are_neither_found_nor_changed(both: Editor) -> None:
    recording = next(r for r in found(both, "the")["recordings"] if r["recording"] == ID)
    word = next(w for w in EXAMPLE.words if w.text == "the")
    span = {"start": word.start, "end": word.end}
    both.post(f"/{ID}/edits", {"base": 0, "kind": "withhold-passage", "parameters": span})
    again = next(r for r in found(both, "the")["recordings"] if r["recording"] == ID)
    assert sum(len(p["places"]) for p in again["passages"]) < count("the")
    before = words(both, ID)
    done = replace(both, recording, "the", "this")
    assert done["changed"] >= 1
    number = EXAMPLE.words.index(word)
    assert words(both, ID)[number] == before[number]


def test_names_of_people_are_replaced_in_the_same_decision(both: Editor) -> None:
    name = next(s.name for s in EXAMPLE.speakers if s.name and s.name.startswith("Tobias"))
    recording = next(r for r in found(both, "Tobias")["recordings"] if r["recording"] == ID)
    (person,) = recording["names"]
    assert person["name"] == name
    done = replace(both, recording, "Tobias", "Tobiasz", speakers=[person["speaker"]])
    labels = both.get(f"/{ID}").json()["labels"]
    assert labels[person["speaker"]] == name.replace("Tobias", "Tobiasz")
    decisions = {e["decision"] for e in both.get(f"/{ID}/history").json()["edits"]}
    assert len(decisions) == 1
    assert done["replaced"] == sum(len(p["places"]) for p in recording["passages"]) + 1


def test_several_words_become_fewer_or_more(both: Editor) -> None:
    first = [w.text for w in EXAMPLE.turns[0].words][:3]
    find = " ".join(first)
    recording = next(r for r in found(both, find)["recordings"] if r["recording"] == ID)
    replace(both, recording, find, "One")
    text = both.get(f"/{ID}").json()["transcript"]["turns"][0]["text"]
    assert text.split()[:2] == ["One", EXAMPLE.turns[0].words[3].text]
    again = next(r for r in found(both, "One", case=True)["recordings"] if r["recording"] == ID)
    replace(both, again, "One", "One and two", case=True)
    text = both.get(f"/{ID}").json()["transcript"]["turns"][0]["text"]
    assert text.split()[:4] == ["One", "and", "two", EXAMPLE.turns[0].words[3].text]


def test_places_that_do_not_exist_are_counted_and_nothing_fails(both: Editor) -> None:
    passages = [{"passage": "99", "digest": 1, "places": [0]}]
    wanted = {"find": "the", "replacement": "x", "passages": passages}
    done = both.post(f"/{ID}/replace", wanted).json()["done"]
    assert (done["replaced"], done["changed"], done["edits"]) == (0, 1, [])
    assert both.post("/r-none/replace", wanted).status_code == 404
