from __future__ import annotations

import pytest

from speakers.phrases.english.phrases import PHRASES
from speakers.turns.lines import has_labels, read_lines
from speakers.turns.text_labels import role_in_label


@pytest.mark.parametrize(
    "text", ["One here.  Two there.", "One here.\nTwo there.", "One here.\n\nTwo there."]
)
def test_breaks(text: str) -> None:
    assert [line.text for line in read_lines(text, PHRASES)] == ["One here.", "Two there."]


def test_labels_and_directions() -> None:
    lines = read_lines("ANN: Listen.\n(SOUNDBITE OF FILM)\nGo away!\nBOB: (Laughter) No.", PHRASES)
    assert [(line.label and line.label.name, line.text) for line in lines] == [
        ("ANN", "Listen."),
        ("ANN", "Go away!"),
        ("BOB", "(Laughter) No."),
    ]
    assert [line.is_recorded for line in lines] == [False, True, False]
    assert has_labels(lines)


def test_a_text_without_labels() -> None:
    assert not has_labels(read_lines("One here.\nTwo there.", PHRASES))


@pytest.mark.parametrize(
    ("label", "part"),
    [
        ("HOST", "host"),
        ("Q", "host"),
        ("MAN 2", ""),
        ("UNIDENTIFIED ACTOR", "clip"),
        ("GREENE", None),
        ("ANN LEE", None),
    ],
)
def test_labels_that_name_a_part(label: str, part: str | None) -> None:
    assert role_in_label(label, PHRASES) == part
