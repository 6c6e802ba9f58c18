from __future__ import annotations

import pytest

from tests.editor.conftest import ID, Editor
from tests.lamplight import EXAMPLE
from transcripts.edits.apply import apply_edits
from transcripts.formats import json as transcript_json


def test_the_list_counts_open_doubts(reader: Editor) -> None:
    answer = reader.get("").json()
    (row,) = answer["recordings"]
    assert answer["next"] is None
    assert (row["id"], row["title"]) == (ID, EXAMPLE.recording.title)
    assert (row["revision"], row["published"], row["edits"], row["doubts"]) == (0, None, 0, 3)
    assert row["speakers"][0] == "Marian Whitlock"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("text=keeper", 1),
        ("text=CASTELLAN", 1),
        ("text=lamplight-1987", 1),
        ("text=%25", 0),
        ("programme=Evening+Pages", 1),
        ("programme=Evening", 0),
        ("state=doubtful&sort=doubts", 1),
        ("state=edited&sort=title", 0),
        ("state=untouched&sort=date", 1),
        ("state=unpublished", 1),
    ],
)
def test_the_list_is_filtered(reader: Editor, asked: str, found: int) -> None:
    assert len(reader.get(f"?{asked}").json()["recordings"]) == found


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ("?limit=0", "query.limit"),
        ("?sort=size", "query.sort"),
        ("?after=nowhere", "not a position in this list"),
        ("?after=x+R1&sort=doubts", "not a position in this list"),
        ("?text=%00", "query.text"),
        ("/R%00", "path.recording"),
    ],
)
def test_an_invalid_request_is_refused_in_one_sentence(
    reader: Editor, asked: str, error: str
) -> None:
    answer = reader.get(asked)
    assert answer.status_code == 422
    assert error in answer.json()["error"]


def test_an_unknown_recording_is_not_found(reader: Editor) -> None:
    for place in ("/r-0", "/r-0/doubts", "/r-0/history"):
        answer = reader.get(place)
        assert (answer.status_code, "no recording 'r-0'" in answer.json()["error"]) == (404, True)
    assert reader.http.get("/recordings/r-0/audio").status_code == 404


def test_a_transcript_comes_with_the_numbers_of_its_words(reader: Editor) -> None:
    answer = reader.get(f"/{ID}")
    opened = answer.json()
    assert transcript_json.round_numbers(opened["transcript"]) == transcript_json.round_numbers(
        transcript_json._ADAPTER.dump_python(EXAMPLE, mode="json")
    )
    assert opened["runs"] == {t: list(r) for t, r in apply_edits(EXAMPLE, ()).run_by_turn.items()}
    assert opened["numbers"] == {}
    assert opened["places"]["C7"]["words"]
    again = reader.get(f"/{ID}", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_doubtful_places_are_sorted_by_usefulness(reader: Editor) -> None:
    asked = reader.get(f"/{ID}/doubts").json()["doubts"]
    assert [(d["id"], d["kind"], d["about"], d["question"]) for d in asked] == [
        ("name-S3", "name", "S3", "Is this voice Ifeoma Castellan?"),
        ("C7", "correction", "C7", "Change “hands” to “hounds”?"),
        ("C13", "correction", "C13", "Add “oh,”?"),
    ]
    assert [d["worth"] for d in asked] == sorted((d["worth"] for d in asked), reverse=True)


def test_the_health_check_responds(reader: Editor) -> None:
    assert reader.http.get("/api/health").json()["ok"] is True


def test_prometheus_can_read_the_queue(reader: Editor) -> None:
    answer = reader.http.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'tapelog_jobs{state="waiting"} 0.0' in answer.text.splitlines()


def test_the_page_of_all_recordings_says_that_nobody_has_edited_one(reader: Editor) -> None:
    assert "Not edited yet" in reader.http.get("/").text
