"""Names are compared by the sounds that their letters may stand for in any orthography."""

from __future__ import annotations

from itertools import combinations

import pytest

from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.text.name_sounds import fold_name, sound_distance


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("Stigel", "Szczygiel"),
        ("Winn", "Nguyen"),
        ("Shivon", "Siobhán"),
        ("Gonsalvis", "Gonçalves"),
        ("Jofia", "Zsófia"),
        ("Twee", "Thuy"),
        ("Yelmstad", "Hjelmstad"),
        ("Seersha", "Saoirse"),
    ],
)
def test_a_name_typed_by_ear_is_near(written: str, known: str) -> None:
    assert sound_distance(written, known, ENGLISH) < 0.2


@pytest.mark.parametrize(
    ("written", "known"),
    [("Stigel", "Brzezicki"), ("Carter", "Nguyen"), ("Margaret", "Zsófia"), ("", "Ann")],
)
def test_unrelated_names_are_far(written: str, known: str) -> None:
    assert sound_distance(written, known, ENGLISH) > 0.5


def test_accents_and_hyphens_make_no_difference() -> None:
    assert fold_name("Al-Râshid") == fold_name("Alrashid") == "alrashid"
    assert sound_distance("Szabo", "Szabó", ENGLISH) == 0.0


def test_the_typist_reads_letters_in_english_only() -> None:
    assert sound_distance("Stigel", "Szczygiel", ENGLISH) < sound_distance(
        "Szczygiel", "Stigel", ENGLISH
    )


def test_names_of_different_people_are_seldom_near() -> None:
    names = ("Hughes", "Osborne", "Petrov", "Lindqvist", "Barlow", "Keating", "Marsh", "Dutton")
    near = [(a, b) for a, b in combinations(names, 2) if sound_distance(a, b, ENGLISH) < 0.2]
    assert not near
