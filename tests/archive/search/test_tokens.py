from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.tokens import LONGEST, index_tokens, word_tokens


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Who decides?", ("who", "decides")),
        ("Ishiguro’s Ishiguro's ISHIGURO", ("ishiguro",) * 3),
        ("don’t don't dont", ("dont",) * 3),
        ("O’Brien, rock 'n' roll", ("obrien", "rock", "n", "roll")),
        ("Aurelian-Grey", ("aurelian", "grey")),
        ("café cafe\u0301 CAFE\u0301S", ("cafe", "cafe", "cafes")),
        ("Łódź Ærø Straße Đorđe", ("lodz", "aero", "strasse", "dorde")),
        ("U.S. 1,000 3rd", ("u", "s", "1", "000", "3rd")),
        ("東京タワー", tuple("東京タワー")),
        ("שלום Привет", ("שלום", "привет")),
        ("snake_case <b> — …", ("snake", "case", "b")),
        ("", ()),
        ("x" * 150, ("x" * LONGEST,)),
    ],
)
def test_text_is_tokenized(text: str, cut: tuple[str, ...]) -> None:
    assert tuple(token.text for token in index_tokens(text)) == cut


def test_tokens_have_offsets() -> None:
    text = "“Well,” he’d said."
    assert [text[t.start : t.end] for t in index_tokens(text)] == ["Well", "he’d", "said"]


@given(st.text())
def test_tokenizing_a_token_changes_nothing(text: str) -> None:
    for token in index_tokens(text):
        assert word_tokens(token.text) == (token.text,) or not token.text.isascii()
        assert token.text.isalnum()
        assert len(token.text) <= LONGEST


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Z", "Cc")), min_size=1)))
def test_a_text_has_the_same_tokens_as_its_words(words: list[str]) -> None:
    assert tuple(t.text for t in index_tokens(" ".join(words))) == tuple(
        token for word in words for token in word_tokens(word)
    )
