from __future__ import annotations

import re
from pathlib import Path

import pytest

from speakers.phrases.english.roles import normalize_role, role_in_phrase
from speakers.roles import ROLES, find_role


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
    assert normalize_role(phrase) == name


def test_an_unknown_word_is_no_known_role() -> None:
    assert role_in_phrase("beekeeper") is None


# The groups "Cast" and "Producing" of the Podcast Taxonomy.
TAXONOMY = {
    "Host", "Co-Host", "Guest Host", "Guest", "Voice Actor", "Narrator", "Announcer", "Reporter",
    "Executive Producer", "Producer", "Associate Producer",
}  # fmt: skip
NOBODYS = {"clip", "sponsor", "crowd"}


def test_every_role_of_a_person_has_published_names() -> None:
    assert {r.podcast_taxonomy_role for r in ROLES if r.podcast_taxonomy_role} <= TAXONOMY
    assert {r.name for r in ROLES if not (r.podcast_taxonomy_role and r.pbcore_role)} == NOBODYS


def test_the_documented_table_is_the_one_in_use() -> None:
    page = (Path(__file__).parents[2] / "docs/names.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\S+)` \| ([\w -]+) \| ([\w -]+) \| (.+?) \|$", page, re.MULTILINE)
    assert [(name, a, b, words) for name, a, b, words in rows] == [
        (
            r.name,
            r.podcast_taxonomy_role or "-",
            r.pbcore_role or "-",
            ", ".join(r.english_words) or "-",
        )
        for r in ROLES
    ]


def test_a_custom_role_is_kept() -> None:
    assert find_role("beekeeper").podcast_taxonomy_role == "Guest"
    assert find_role("beekeeper").pbcore_role == "Beekeeper"


def test_no_word_means_two_roles() -> None:
    words = [word for r in ROLES for word in {r.name, *r.english_words}]
    assert len(words) == len(set(words))
