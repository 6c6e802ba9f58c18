from __future__ import annotations

import pytest

from transcripts.errors import UserError
from transcripts.identifiers import LONGEST_NAME, check_name


@pytest.mark.parametrize("name", ["Zoë Ünal-O’Hara", "עדה בל", "a" * LONGEST_NAME])
def test_names_of_all_scripts_are_names(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a" * 1_000_000, "has 1,000,000 characters: use at most 200"),
        ("Ada \u202elleB", r"has the hidden character U\+202E: remove it"),
        ("Ada\x1b[31m", r"has the hidden character U\+001B: remove it"),
    ],
)
def test_deceptive_names_are_refused(name: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        check_name(name)
