from __future__ import annotations

import pytest

from speakers.roles import ROLES, known, normalise, role


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Novelist", "author"),
        ("writer of the novel", "author"),
        ("the novel's writer", "author"),
        ("the film's writer", "screenwriter"),
        ("writer", "writer"),
        ("Filmmaker", "director"),
        ("film director", "director"),
        ("presenter", "host"),
        ("news anchor", "host"),
        ("foreign correspondent", "reporter"),
        ("director of the museum", "director"),
        ("beekeeper", "beekeeper"),
        ("  ", None),
    ],
)
def test_phrases_mean_roles(phrase: str, name: str | None) -> None:
    assert normalise(phrase) == name


def test_an_unknown_word_is_no_known_role() -> None:
    assert known("beekeeper") is None


def test_every_role_has_published_names() -> None:
    taxonomy = {
        "Host", "Guest", "Author", "Writer", "Director", "Producer", "Reporter", "Editor",
        "Announcer", "Narrator", "Voice Actor", "Composer", "Translator",
    }  # fmt: skip
    assert {r.podcast for r in ROLES} <= taxonomy
    assert all(r.pbcore for r in ROLES)
    assert role("beekeeper").podcast == "Guest"
    assert role("beekeeper").pbcore == "Beekeeper"


def test_no_word_means_two_roles() -> None:
    words = [word for r in ROLES for word in {r.name, *r.words}]
    assert len(words) == len(set(words))
