"""Text is split into words that are spoken."""

from __future__ import annotations

import pytest

from audio.recognizers.whisper.session import open_session
from audio.recognizers.whisper.timing import tokenize_word

pytestmark = pytest.mark.models


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", " Well,  it's so.", ["Well,", "it's", "so."]),
        ("en", "- Yes. - No — never ...", ["Yes.", "No", "never..."]),
        ("en", "Marks & Spencer , 5 %", ["Marks", "&", "Spencer,", "5", "%"]),
        ("ja", "はい。 そう", ["は", "い。", "そ", "う"]),
        ("fr", "« Quoi ? »", ["«Quoi?»"]),
        ("en", "", []),
    ],
)
def test_words(language: str, text: str, words: list[str]) -> None:
    assert open_session("base", language).split_words(text) == words


@pytest.mark.parametrize(
    ("word", "sounding"),
    [("wall.", " wall"), ('"Hello,"', "Hello"), ("don't", " don't"), ("—", " —"), ("3.5", " 3.5")],
)
def test_punctuation_is_not_spoken(word: str, sounding: str) -> None:
    tokenizer = open_session("base", "en").tokenizer
    spelling = tokenize_word(tokenizer, word)
    assert tokenizer.decode([spelling.tokens[i] for i in spelling.sounding_positions]) == sounding
    assert tokenizer.decode(list(spelling.tokens)) == " " + word
