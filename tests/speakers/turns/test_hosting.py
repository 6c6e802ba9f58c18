from __future__ import annotations

import pytest

from speakers.evidence.name_cues import find_name_cues
from speakers.people.person import Person
from speakers.phrases.english.phrases import PHRASES
from speakers.phrases.german.phrases import PHRASES as GERMAN
from speakers.phrases.phrases import Phrases
from speakers.turns.hosting import host_probabilities
from speakers.turns.lines import read_lines

ANN, BOB = Person("Ann Lee", "cast", 0.9), Person("Bob Moss", "cast", 0.9)


def hosting(
    text: str, people: tuple[Person, ...] = (ANN, BOB), phrases: Phrases = PHRASES
) -> tuple[float, ...]:
    lines = read_lines(text, phrases)
    cues = find_name_cues([line.passage for line in lines], phrases)
    return host_probabilities(people, cues, lines, phrases)


TALK = "\n".join(["How did it begin?", "With a flood that took the bridge."] * 5)


@pytest.mark.parametrize(
    "said",
    [
        "This week I talked with Bob Moss about rivers.\nThank you.",
        "Bob Moss, welcome to the show.\nThank you.",
        "My guest today is Bob Moss.\nHello.",
    ],
)
def test_whoever_is_received_is_a_guest(said: str) -> None:
    ann, bob = hosting(f"{said}\n{TALK}")
    assert ann > 0.55 > bob + 0.1


def test_whoever_opens_with_the_own_name_hosts() -> None:
    ann, bob = hosting(f"I'm Ann Lee, and this is The Hour.\nHello.\n{TALK}")
    assert ann > 0.8 > bob


def test_thanks_at_the_end_are_for_guests() -> None:
    ann, bob = hosting(f"{TALK}\nBob, thanks so much for coming.\nThank you.")
    assert bob < 0.5 < ann


def test_a_given_role_counts_more_than_the_words() -> None:
    host = Person("Bob Moss", "cast", 0.9, "host")
    _, bob = hosting(f"Bob Moss, welcome to the show.\nThank you.\n{TALK}", (ANN, host))
    assert bob == 0.95


def test_german() -> None:
    ann, bob = hosting(
        "Mein Gast heute ist Bob Moss, willkommen im Studio.\nGuten Tag.", phrases=GERMAN
    )
    assert bob < 0.5 < ann


def test_nobody() -> None:
    assert hosting(TALK, ()) == ()


def test_a_name_in_a_clip_before_the_opening_is_not_the_hosts() -> None:
    clip = "I'm Ann Lee from the Gazette. Do you sell boats?\nWe do not."
    _, bob = hosting(f"{clip}\nHello and welcome to the show. I'm Bob Moss.\n{TALK}")
    ann, _ = hosting(f"{clip}\nHello and welcome to the show.\n{TALK}")
    alone, _ = hosting(f"{clip}\n{TALK}")
    assert bob > 0.8
    assert ann < 0.6 < alone
