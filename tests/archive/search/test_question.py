from __future__ import annotations

import pytest

from archive.search.question import Term, in_a_row, terms
from transcripts.errors import UserError


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("who decides", [Term(("who",)), Term(("decides",))]),
        ('"who decides"', [Term(("who", "decides"))]),
        ("“Who decides” now", [Term(("who", "decides")), Term(("now",))]),
        ('now "who decides', [Term(("now",)), Term(("who", "decides"))]),
        ("wor*", [Term(("wor",), prefix=True)]),
        ('"who dec*"', [Term(("who", "dec"), prefix=True)]),
        ("Aurelian-Grey", [Term(("aurelian", "grey"))]),
        ("who who", [Term(("who",))]),
        ("? - *", []),
        ("", []),
    ],
)
def test_questions_are_read_so(text: str, read: list[Term]) -> None:
    assert list(terms(text)) == read


def test_a_prefix_needs_letters() -> None:
    with pytest.raises(UserError, match=r"'w\*' would find too much: write at least 2 letters"):
        terms("w*")


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("who decides", Term(("who", "decides"))),
        ("who dec*", Term(("who", "dec"), prefix=True)),
        ('"the sea" at night', Term(("the", "sea", "at", "night"))),
        ("who", None),
        ('"who decides"', None),
        ("wh* decides", None),
    ],
)
def test_words_are_looked_for_in_a_row_where_that_is_something_new(
    text: str, row: Term | None
) -> None:
    assert in_a_row(terms(text)) == row


def test_a_term_takes_other_spellings_but_not_for_a_prefix() -> None:
    instead = {"whos": "who", "dec": "deck"}
    assert Term(("whos", "dec"), prefix=True).spelled(instead) == Term(("who", "dec"), prefix=True)
    assert Term(("whos", "dec")).spelled(instead) == Term(("who", "deck"))
