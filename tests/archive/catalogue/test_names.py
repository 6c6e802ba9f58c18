from __future__ import annotations

import pytest

from archive.catalogue.names import find_name
from transcripts.errors import UserError

NAMES = ("Ada Bell", "Ada Bellamy", "Zoë Ünal", "The Reading Room")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Ada Bell", "Ada Bell"),
        ("ada bell", "Ada Bell"),
        ("zoe unal", "Zoë Ünal"),
        ("Zoe\u0308 U\u0308nal", "Zoë Ünal"),
        ("reading", "The Reading Room"),
        ("nobody", "nobody"),
    ],
)
def test_a_name_is_found_by_a_typed_approximation(typed: str, name: str) -> None:
    assert find_name(NAMES, typed, "people") == name


def test_an_ambiguous_part_of_a_name_is_refused() -> None:
    with pytest.raises(UserError, match="several people match 'ada': 'Ada Bell', 'Ada Bella"):
        find_name(NAMES, "ada", "people")
