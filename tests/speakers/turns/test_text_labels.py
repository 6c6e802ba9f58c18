from __future__ import annotations

import pytest

from speakers.cast import CastMember
from speakers.label import label
from transcripts.languages.english.language import LANGUAGE as ENGLISH

BROADCAST = """
JANE DOE, host:

This is The Hour. I'm Jane Doe.

Mr. PAUL RENNER (Director, "Sand"): Hello.

DOE: Paul, what did you find?

Mr. RENNER: A whole town. Ms. McBride knew of it.

(Soundbite of film, "Sand")

Unidentified Man #1: Dig!

Ms. ANNA MCBRIDE (Author): Yes, I did.

KEN ASH, BYLINE: And I went there.
"""


def test_title_surname_and_full_name_are_one_person() -> None:
    labels = label(BROADCAST.strip(), ENGLISH)
    assert [labels.label(turn) for turn in labels.turns] == [
        "Jane Doe",
        "Paul Renner",
        "Jane Doe",
        "Paul Renner",
        "Unknown",
        "Anna McBride",
        "Ken Ash",
    ]
    assert {s.name: s.role for s in labels.speakers if s.name} == {
        "Jane Doe": "host",
        "Paul Renner": "director",
        "Anna McBride": "author",
        "Ken Ash": "reporter",
    }


def test_a_surname_in_capitals_means_the_person_of_the_cast() -> None:
    text = "MS. DOE: Where is it?\nMR. RENNER: Here.\nMS. DOE: How did you know?"
    cast = [CastMember("Jane Doe", "host"), CastMember("Paul Renner")]
    labels = label(text, ENGLISH, cast)
    assert {s.name: s.role for s in labels.speakers} == {
        "Jane Doe": "host",
        "Paul Renner": "guest",
    }


@pytest.mark.parametrize(("q", "a"), [("Q.", "A."), ("Q:", "A:"), ("INTERVIEWER:", "RA:")])
def test_a_label_that_names_nobody_gets_a_name_from_what_is_said(q: str, a: str) -> None:
    text = f"""{q} Would you state your name and where you were born?

{a} My name is Ruth Adler and I was born in Oslo.

{q} When did you come to this country?

{a} In the spring, with my sister."""
    labels = label(text, ENGLISH)
    names = [labels.label(turn) for turn in labels.turns]
    assert names[1::2] == ["Ruth Adler"] * 2
    assert names[0::2] == ["Host"] * 2


def test_initials_mean_the_only_name_that_has_them() -> None:
    text = (
        "Paul Renner: Hello?\n\nJane Doe: Good morning.\n\n"
        "PR: Who is it?\n\nJD: Radio.\n\nPR: Oh.\n\nXY: Me, too."
    )
    labels = label(text, ENGLISH)
    assert [labels.label(t) for t in labels.turns][2:] == [
        "Paul Renner",
        "Jane Doe",
        "Paul Renner",
        "XY",
    ]


def test_the_host_of_a_labelled_text_is_not_called_a_guest() -> None:
    text = """**Ann Lee:** Hello and welcome to the show. My guest is Tom Reed. What did you see?

**Tom Reed:** Thank you for having me. I saw a lighthouse and a long white road beside the sea.

**Ann Lee:** And when was that?

**Tom Reed:** In the spring of the year, when the roads were still wet and nobody was about."""
    labels = label(text, ENGLISH)
    assert {s.name: s.role for s in labels.speakers} == {"Ann Lee": "host", "Tom Reed": "guest"}
