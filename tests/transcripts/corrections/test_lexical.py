from __future__ import annotations

import pytest

from transcripts.corrections.acoustics import AcousticContext
from transcripts.corrections.lexical import homophone_log_odds, is_respelled_as_known
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.languages.german.language import LANGUAGE as GERMAN
from transcripts.realignment.candidates import CandidateSet
from transcripts.realignment.wordings import CandidateKind
from transcripts.transcript import Span


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


@pytest.mark.parametrize(
    ("kind", "new", "given", "odds"),
    [
        ("spelling", "sale", 3.0, 3.0),
        ("spelling", "sale", 15.0, 10.0),  # at most
        ("name", "Sale", 3.0, 0.0),
        ("name", "sale", 3.0, 3.0),  # in lower case it is no name
    ],
)
def test_the_words_around_do_not_decide_between_names(
    kind: CandidateKind, new: str, given: float, odds: float
) -> None:
    asked = CandidateSet("Q1", 0, kind, Span(0, 9), "the", "of", ("sail", new), (1, 2), (1, 2))
    assert homophone_log_odds(asked, 1, AcousticContext(text_log_odds=(0.0, given))) == odds
    assert homophone_log_odds(asked, 1, AcousticContext()) == 0.0
