from __future__ import annotations

import pytest

from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.text.scoring_tokens import tokenize_for_scoring


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("It’s late", ["it's", "late"]),
        ("I can't, I cannot.", ["i", "can't", "i", "can", "not"]),
        ("'Don't!'", ["don't"]),
        ("I'd've gone", ["i'd've", "gone"]),
        ("leave 'em be", ["leave", "them", "be"]),
        ("the actors' colour", ["the", "actors", "color"]),
        ("Ada's N.P.R. drip-feed", ["ada's", "npr", "drip", "feed"]),
        ("11 or twenty-one", ["11", "or", "21"]),
    ],
)
def test_a_contraction_stays_one_token(text: str, keys: list[str]) -> None:
    assert [token.key for token in tokenize_for_scoring(text.split(), ENGLISH)] == keys
