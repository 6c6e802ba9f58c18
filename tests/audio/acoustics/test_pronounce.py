from __future__ import annotations

import pytest

from audio.acoustics.pronounce import pronunciation, spoken_words


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("house", "HH AW S"),
        ("vlotharp", "V L AA TH AA R P"),
        ("vlotharp's", "V L AA TH AA R P S"),
        ("trish's", "T R IH SH IH Z"),
        ("xkcd", "EH K S K EY S IY D IY"),
        ("vlobe", "V L AA B"),
    ],
)
def test_every_word_has_a_pronunciation(word: str, phones: str) -> None:
    assert pronunciation(word) == phones


@pytest.mark.slow
def test_numbers_are_spelled_out_and_marks_left_out() -> None:
    assert spoken_words("It's 12, ‘Anna’ —") == ["it's", "twelve", "anna"]
