"""The API recognizes a passage again, with listed models only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from editor.listening import PassageListener, PassageRequest, RecognizedPassage
from tests.editor.conftest import ID, Editor, Opener

PASSAGE = {"start": 1.0, "end": 3.5}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[PassageRequest]:
    requests: list[PassageRequest] = []

    def hear(_: PassageListener, request: PassageRequest) -> RecognizedPassage:
        requests.append(request)
        return (
            RecognizedPassage() if len(requests) == 1 else RecognizedPassage((("Hello", 1.2, 1.6),))
        )

    monkeypatch.setattr(PassageListener, "hear", hear)
    return requests


def test_a_passage_is_recognized_with_the_names_of_the_recording(
    opener: Opener, archive: Path, asked: list[PassageRequest]
) -> None:
    editor = opener(archive, uses_models=True)
    wanted = PASSAGE | {"model": "tiny.en", "language": "de", "hint": "Hailsham,  Lamplight"}
    first = editor.post(f"/{ID}/listen", wanted).json()
    assert first == {"ready": False, "error": None, "words": []}
    again = editor.post(f"/{ID}/listen", wanted).json()
    assert again == {"ready": True, "error": None, "words": [["Hello", 1.2, 1.6]]}
    (request, _) = asked
    assert (request.start, request.end, request.language) == (1.0, 3.5, "de")
    assert (request.recognizer, request.model) == ("whisper", "tiny.en")
    assert request.vocabulary[:2] == ("Hailsham", "Lamplight")
    assert "Tobias Aurelian-Grey" in request.vocabulary


@pytest.mark.parametrize("model", ["/etc/passwd", "../model.pt", "huge"])
def test_only_listed_models_are_loaded(
    opener: Opener, archive: Path, asked: list[PassageRequest], model: str
) -> None:
    answer = opener(archive, uses_models=True).post(f"/{ID}/listen", PASSAGE | {"model": model})
    assert answer.status_code == 422
    assert "choose one of" in answer.json()["error"]
    assert asked == []


def test_an_editor_without_models_says_so(editor: Editor) -> None:
    answer: Any = editor.post(f"/{ID}/listen", PASSAGE)
    assert answer.status_code == 422
    assert "--no-models" in answer.json()["error"]
