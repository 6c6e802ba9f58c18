from __future__ import annotations

import pytest

from transcripts.corrections.lexical import is_respelled_as_known
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.languages.german.language import LANGUAGE as GERMAN


@pytest.mark.parametrize(
    ("was", "becomes", "is_known"),
    [
        ("husbend", "husband", True),
        ("yankey", "yankee", True),
        ("mychael anderzon", "michael anderson", True),
        ("anderzon's", "anderson's", True),
        ("clarke", "clark", False),  # both are names
        ("mclaughlan", "mclaughlin", False),  # both are rare
        ("inness", "inns", False),  # another number of syllables
        ("mychael clarke", "michael clark", False),
        ("anderzon", "ander son", False),
        ("anderzon", "", False),
    ],
)
def test_a_misspelled_name_is_in_no_text(was: str, becomes: str, is_known: bool) -> None:
    assert is_respelled_as_known(was, becomes, ENGLISH) == is_known
    assert not is_respelled_as_known(was, becomes, GERMAN)  # without word counts nothing is known
