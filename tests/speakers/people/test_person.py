from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speakers.people.person import Person, name_similarity, resolve_name, word_likeness
from speakers.phrases.english.phrases import PHRASES


@pytest.mark.parametrize(
    ("spoken", "known"),
    [
        ("David Green", "David Greene"),
        ("Kazoo Ishiguro", "Kazuo Ishiguro"),
        ("Issaguro", "Kazuo Ishiguro"),
        ("Marc", "Mark Romanek"),
        ("Romaneck", "Mark Romanek"),
        ("Mark Roman Eck", "Mark Romanek"),
        ("Mike", "Michael Stone"),
        ("Steven", "Stephen King"),
        ("Jer", "Jerod Santo"),
        ("van der Berg", "Vincent van der Berg"),
        ("Gina Lane", "Gina R. Lane"),
        ("Gina", "Mrs. Gina Lane"),
        ("Jina Lane", "Dr. Gina Lane"),
    ],
)
def test_spellings_of_one_name(spoken: str, known: str) -> None:
    assert name_similarity(spoken, known, PHRASES) >= 0.8


@pytest.mark.parametrize(
    ("spoken", "known"),
    [
        ("Mary", "Mark Romanek"),
        ("Jane Smith", "Joan Smith"),
        ("Erin", "Aaron Burr"),
        ("Karen", "Corinne Smith"),
        ("Dan", "Don Lee"),
        ("Donald", "Ronald Moss"),
        ("Mark Stone", "Mark Romanek"),
    ],
)
def test_other_names(spoken: str, known: str) -> None:
    assert name_similarity(spoken, known, PHRASES) < 0.8


def test_a_first_name_of_two_people_is_shared() -> None:
    people = (Person("Ann Lee", "cast", 0.8), Person("Ann Moss", "cast", 0.8))
    shares = resolve_name("Ann", people, PHRASES)
    assert shares[0] == pytest.approx(shares[1])
    assert sum(shares.values()) <= 1
    assert resolve_name("Ann Moss", people, PHRASES) == {1: 1.0}
    assert resolve_name("Zbigniew", people, PHRASES) == {}


@given(st.text(max_size=12), st.text(max_size=12))
def test_likeness_is_mutual(one: str, other: str) -> None:
    assert word_likeness(one, other, PHRASES) == word_likeness(other, one, PHRASES)
    assert word_likeness(one, one, PHRASES) == 1.0
