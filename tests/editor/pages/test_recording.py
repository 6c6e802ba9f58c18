"""The page of a recording: cards, times, colours and data."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor.pages.recording import CARD_CHARACTERS, cards, colour
from editor.pages.template import clock, data
from tests.lamplight import EXAMPLE, turn


def test_a_short_turn_is_one_card() -> None:
    for one in EXAMPLE.turns:
        assert cards(one) == [(one.start, one.text)]


def test_a_monologue_is_split_between_sentences() -> None:
    long = turn(1, "S1", "V1", 0.0, 15.0, " ".join(["It goes on and on, until it ends."] * 200))
    made = cards(long)
    assert " ".join(text for _, text in made) == long.text
    assert all(text.endswith("ends.") for _, text in made)
    assert max(len(text) for _, text in made) <= CARD_CHARACTERS
    assert [at for at, _ in made] == sorted(at for at, _ in made)


@given(st.lists(st.text("ab.", min_size=1, max_size=12), min_size=1, max_size=900))
def test_cards_lose_no_word_and_are_never_longer_than_their_last_word_makes_them(
    words: list[str],
) -> None:
    made = cards(turn(1, "S1", "V1", 0.0, 15.0, " ".join(words)))
    assert " ".join(text for _, text in made).split(" ") == words
    assert all(len(text) <= CARD_CHARACTERS + 12 for _, text in made)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (59.9, "0:59"), (187, "3:07"), (3723.5, "1:02:03")]
)
def test_times_are_written_as_people_do(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def test_eight_speakers_have_colours_and_the_rest_are_grey() -> None:
    assert [colour(n) for n in range(11)] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9]


@given(st.text())
def test_page_data_cannot_close_its_element(text: str) -> None:
    written = str(data({"text": text, "more": "</script><!--"}))
    assert "<" not in written
    assert json.loads(written)["text"] == text
