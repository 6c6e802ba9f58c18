"""The API writes the files of the newest version."""

from __future__ import annotations

import pytest

from tests.editor.conftest import ID, Editor
from transcripts.formats.table import FORMATS


@pytest.mark.parametrize("name", [kind.name for kind in FORMATS])
def test_every_format_is_rendered_at_the_newest_version(editor: Editor, name: str) -> None:
    answer = editor.get(f"/{ID}/files/{name}")
    assert answer.status_code == 200
    assert answer.content
    assert answer.headers["content-disposition"].startswith("attachment")


def test_edits_that_are_not_published_are_in_the_file(editor: Editor) -> None:
    editor.edit(0, "set-name", speaker="S1", name="Jo Fane")
    assert "JO FANE" in editor.get(f"/{ID}/files/txt").text


def test_an_unknown_format_is_refused(editor: Editor) -> None:
    answer = editor.get(f"/{ID}/files/wordperfect")
    assert answer.status_code == 422
    assert "not a format" in answer.json()["error"]
