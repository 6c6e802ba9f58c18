from __future__ import annotations

import pytest

from transcripts.sources.table import read_source
from transcripts.text.typed_text import clean_text


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("the gar-\nden was wet", "the garden was wet"),
        ("the gar-\r\n  den was wet", "the garden was wet"),
        ("a well known, well-\nknown thing", "a well known, well-known thing"),
        ("a drip-feed, the drip-\nfeed", "a drip-feed, the drip-feed"),
        ("I was going to-\nNo, you were not.", "I was going to-\nNo, you were not."),
        ("a favor\u00adite novel, a favor\u00ad\nite", "a favorite novel, a favorite"),
        ("the\u200b pier, \u202eright\u202c", "the pier, right"),
        ("page one\x0cpage two\x07", "page one\npage two"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_typographic_characters_are_replaced(typed: str, clean: str) -> None:
    assert clean_text(typed) == clean


def test_a_long_text_of_broken_words_takes_linear_time() -> None:
    assert clean_text("gar-\nden " * 50_000) == "garden " * 50_000


@pytest.mark.parametrize("typed", ["the gar-\nden was wet", "the gar\u00adden\u200b was wet"])
def test_a_file_is_cleaned_when_it_is_read(typed: str) -> None:
    words = [w.text for turn in read_source(typed.encode()).turns for w in turn.words]
    assert words == ["the", "garden", "was", "wet"]
