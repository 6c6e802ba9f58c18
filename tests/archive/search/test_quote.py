from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.question import parse_terms
from archive.search.quote import LONGEST, quote_matches


def marked(text: str, asked: str) -> str:
    """Quote a text, with brackets around the matches."""
    found, at, parts = quote_matches(text, parse_terms(asked)), 0, []
    for start, end in found.marks:
        parts += [found.text[at:start], "[", found.text[start:end], "]"]
        at = end
    return "".join([*parts, found.text[at:]])


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("keeper", "The [keeper’s] lamp and the lamp-room."),
        ("LAMP", "The keeper’s [lamp] and the [lamp]-room."),
        ('"lamp room"', "The keeper’s lamp and the [lamp-room]."),
        ("lamp-room", "The keeper’s lamp and the [lamp-room]."),
        ("ro* lamp", "The keeper’s [lamp] and the [lamp-room]."),
        ('"keeper lam*"', "The [keeper’s lamp] and the lamp-room."),
        ("ship", "The keeper’s lamp and the lamp-room."),
    ],
)
def test_matches_are_marked(asked: str, shown: str) -> None:
    assert marked("The keeper’s lamp and the lamp-room.", asked) == shown


def test_a_long_text_is_quoted_around_the_best_match() -> None:
    text = f"light {'and so on ' * 60}the light of the ship {'and on ' * 60}"
    found = quote_matches(text, parse_terms("ship light"))
    assert found.text.startswith("…")
    assert found.text.endswith("…")
    assert "the light of the ship" in found.text
    assert [found.text[a:b] for a, b in found.marks] == ["light", "ship"]
    assert text.split()[found.first] == "light"
    assert found.first > 0


def test_playback_starts_at_the_closest_match() -> None:
    text = "a ship a light at sea and a light ship"
    assert quote_matches(text, parse_terms("ship light")).first == 8
    assert quote_matches(text, parse_terms("ship sea a")).first == 1
    assert quote_matches(text, parse_terms('"a light"')).first == 2
    assert quote_matches("nothing of that", parse_terms("ship")).first == 0


@given(st.lists(st.text("ab’ é-"), max_size=200).map(" ".join), st.sampled_from(["a", "ab", "a b"]))
def test_a_quote_is_an_excerpt_of_its_text(text: str, asked: str) -> None:
    found = quote_matches(text, parse_terms(asked))
    assert found.text.strip("…") in text
    assert len(found.text) <= LONGEST + 2
    for start, end in found.marks:
        assert 0 <= start < end <= len(found.text)
    assert list(found.marks) == sorted(found.marks)
