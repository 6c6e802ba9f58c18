"""Who may speak: full names and the given names that stand for them."""

from __future__ import annotations

import pytest

from speakers.label import read_evidence
from speakers.phrases.english.phrases import PHRASES


def candidates(*turns: str) -> list[str]:
    return [person.name for person in read_evidence("\n".join(turns), PHRASES).all_people]


@pytest.mark.parametrize(
    "opening",
    [
        "Hello. I talked with Rachel White, Technical Evangelist at Harbour Lane, about boats.",
        "Rachel White is one of four founders of Harbour Lane.",
        "Joining us is Rachel White.",
    ],
)
def test_a_given_name_means_the_only_person_presented_in_full(opening: str) -> None:
    people = candidates(opening, "Rachel, what do you build?", "Boats.", "Thanks, Rachel.")
    assert "Rachel White" in people
    assert "Rachel" not in people


def test_a_given_name_is_not_somebody_mentioned_later() -> None:
    said = ["What do you build, Rachel?", "Boats.", "Who taught you?", "My aunt.", "Is she here?"]
    people = candidates(*said, "No. Rachel White, an engineer, taught her.", "Thanks, Rachel.")
    assert "Rachel" in people


def test_a_given_name_that_two_people_share_stays_alone() -> None:
    opening = "With us are Rachel White and Rachel Moss."
    people = candidates(opening, "Rachel, what do you build?", "Boats.", "Thanks, Rachel.")
    assert {"Rachel White", "Rachel Moss", "Rachel"} <= set(people)


def test_a_name_of_ordinary_words_is_its_speakers() -> None:
    said = "Who are you?", "I am Darcy Clarke.", "And what do darcy clarke shoes cost?"
    people = candidates(*said)
    assert "Darcy Clarke" in people
