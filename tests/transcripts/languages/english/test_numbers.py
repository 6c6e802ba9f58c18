from __future__ import annotations

import pytest

from transcripts.languages.english.numbers import spell_numbers


def test_numbers_are_spelled_as_they_are_read_out() -> None:
    spelled = spell_numbers("In 1987 the 3rd of 1,250 boats sank.")
    assert spelled == (
        "In nineteen eighty-seven the third of one thousand two hundred and fifty boats sank."
    )


@pytest.mark.parametrize("suffix", ["", "th"])
def test_a_number_beyond_all_names_stays_in_digits(suffix: str) -> None:
    text = "9" * 500 + suffix
    assert spell_numbers(text) == text
