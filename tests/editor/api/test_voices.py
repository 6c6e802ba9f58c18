"""The API finds turns that sound like corrected ones."""

from __future__ import annotations

from tests.editor.archives import write_voices
from tests.editor.conftest import ID, Editor
from tests.lamplight import EXAMPLE


def test_three_corrected_turns_find_the_others_of_the_same_voice(editor: Editor) -> None:
    theirs = [t for t in EXAMPLE.turns if t.speaker == "S1"][::2]  # two voices taken for one
    write_voices(editor.catalogue, ID, {t.id for t in theirs})
    runs = editor.get(f"/{ID}").json()["runs"]
    for base, turn in enumerate(theirs[:3]):
        assert editor.get(f"/{ID}/alike?speaker=S4").json()["turns"] == []
        answer = editor.edit(base, "assign-speaker", words=[runs[turn.id]], speaker="S4")
        assert answer.status_code == 201
    answer = editor.get(f"/{ID}/alike?speaker=S4").json()
    assert (answer["ready"], answer["error"], answer["revision"]) == (True, None, 3)
    assert {each["turn"] for each in answer["turns"]} == {t.id for t in theirs[3:]}
    assert all(each["score"] > 0.5 for each in answer["turns"])
    assert editor.get(f"/{ID}/alike?speaker=S1").json()["turns"] == []
    assert editor.get("/r-0/alike?speaker=S2").status_code == 404
