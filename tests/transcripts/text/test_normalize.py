from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.text.normalize import normalize_text, plain, tokenize

ALIKE = [
    ("It's been out", "it is been out"),
    ("I can't, I won't.", "I cannot I will not"),
    ("I'd've gone", "I would have gone"),
    ("Let's go", "let us go"),
    ("N.P.R. News", "N P R News"),
    ("I B M", "IBM"),
    ("at npr.org", "at NPR dot org"),
    ("drip-feed", "drip feed"),
    ("in 1999,", "in nineteen ninety-nine"),
    ("2010", "twenty ten"),
    ("2010", "two thousand and ten"),
    ("1905", "nineteen oh five"),
    ("the 1990s", "the nineteen nineties"),
    ("the '90s", "the nineties"),
    ("$5 million", "five million dollars"),
    ("£20", "twenty pounds"),
    ("10%", "ten percent"),
    ("the 21st century", "the twenty-first century"),
    ("1,250 people", "one thousand two hundred and fifty people"),
    ("506", "five hundred and six"),
    ("2.5", "two point five"),
    ("a hundred", "100"),
    ("5 o'clock", "five o'clock"),
    ("the colour of the theatre", "the color of the theater"),
    ("they realised and travelled", "they realized and traveled"),
    ("a grey catalogue", "a gray catalog"),
    ("OK, Mr. Brown", "okay mister brown"),
    ("Café “Noir”", 'cafe "noir"'),
    ("don’t", "do not"),
    ("‘It’s late,’ she said", "it is late she said"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_equal_sounding_texts_have_equal_tokens(one: str, other: str) -> None:
    assert normalize_text(one, ENGLISH) == normalize_text(other, ENGLISH)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("censor", "sensor"),
        ("he is", "he was"),
        ("fourteen", "forty"),
        ("one two", "twelve"),
        ("filling", "filing"),
        ("rise", "rice"),
        ("hour", "or"),
    ],
)
def test_different_texts_have_different_tokens(one: str, other: str) -> None:
    assert normalize_text(one, ENGLISH) != normalize_text(other, ENGLISH)


def test_tokens_know_the_words_that_say_them() -> None:
    text = "In nineteen ninety-nine it's - gone."
    found = tokenize(text.split(), ENGLISH)
    assert [(t.key, t.first, t.last) for t in found] == [
        ("in", 0, 0),
        ("1999", 1, 2),
        ("it", 3, 3),
        ("is", 3, 3),
        ("gone", 5, 5),
    ]


def test_plain_tokens_keep_contractions() -> None:
    assert plain("“It’s,") == "it's"
    assert plain("It is") != plain("It's")


@given(st.lists(st.text(min_size=1, max_size=12), max_size=12))
def test_tokens_come_in_order_whatever_the_text(words: list[str]) -> None:
    found = tokenize(words, ENGLISH)
    assert all(t.key and t.first <= t.last < len(words) for t in found)
    assert [t.first for t in found] == sorted(t.first for t in found)


@given(st.text(max_size=60))
def test_token_keys_have_no_spaces(text: str) -> None:
    assert " " not in "".join(t.key for t in tokenize(text.split(), ENGLISH))
