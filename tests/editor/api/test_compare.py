"""Comparing the newest version with published ones."""

from __future__ import annotations

from archive.publishing.republish import republish
from tests.editor.conftest import ID, Editor


def test_the_newest_version_is_compared_with_what_readers_see(editor: Editor) -> None:
    answer = editor.get(f"/{ID}/compare").json()
    assert (answer["before"], answer["after"], answer["total"]) == (0, 0, 0)
    editor.edit(0, "rewrite-word", word=2, text="brook")
    republish(editor.catalogue, ID)
    editor.edit(1, "rewrite-word", word=3, text="seen")
    answer = editor.get(f"/{ID}/compare").json()
    assert [version["revision"] for version in answer["published"]] == [1]
    assert (answer["before"], answer["after"], answer["newest"]) == (1, 2, 2)
    (passage,) = answer["passages"]
    assert {"kind": "added", "text": "seen"} in passage["pieces"]
    assert {"kind": "added", "text": "brook"} not in passage["pieces"]
    first = editor.get(f"/{ID}/compare?before=0&after=1").json()["passages"][0]
    assert {"kind": "added", "text": "brook"} in first["pieces"]
    assert editor.get(f"/{ID}/compare?before=9").status_code == 422
    assert editor.get("/r-none/compare").status_code == 404
