from __future__ import annotations

import pytest

from archive.search.question import Term, join_to_phrase, parse_terms
from transcripts.errors import UserError


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("who decides", [Term(("who",)), Term(("decides",))]),
        ('"who decides"', [Term(("who", "decides"))]),
        ("“Who decides” now", [Term(("who", "decides")), Term(("now",))]),
        ('now "who decides', [Term(("now",)), Term(("who", "decides"))]),
        ("wor*", [Term(("wor",), is_prefix=True)]),
        ('"who dec*"', [Term(("who", "dec"), is_prefix=True)]),
        ("Aurelian-Grey", [Term(("aurelian", "grey"))]),
        ("who who", [Term(("who",))]),
        ("? - *", []),
        ("", []),
    ],
)
def test_queries_are_parsed(text: str, read: list[Term]) -> None:
    assert list(parse_terms(text)) == read


def test_a_short_prefix_is_refused() -> None:
    with pytest.raises(UserError, match=r"'w\*' would match too much: write at least 2 letters"):
        parse_terms("w*")


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("who decides", Term(("who", "decides"))),
        ("who dec*", Term(("who", "dec"), is_prefix=True)),
        ('"the sea" at night', Term(("the", "sea", "at", "night"))),
        ("who", None),
        ('"who decides"', None),
        ("wh* decides", None),
    ],
)
def test_several_words_are_also_searched_as_a_phrase(text: str, row: Term | None) -> None:
    assert join_to_phrase(parse_terms(text)) == row


def test_spelling_is_corrected_except_in_prefixes() -> None:
    instead = {"whos": "who", "dec": "deck"}
    assert Term(("whos", "dec"), is_prefix=True).with_spellings(instead) == Term(
        ("who", "dec"), is_prefix=True
    )
    assert Term(("whos", "dec")).with_spellings(instead) == Term(("who", "deck"))
