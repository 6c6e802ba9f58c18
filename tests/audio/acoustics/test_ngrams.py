from __future__ import annotations

import pytest

from audio.acoustics.ngrams import text_log_odds
from transcripts.realignment.candidates import CandidateSet
from transcripts.transcript import Span


def odds(before: str, after: str, *wordings: str) -> tuple[float, ...]:
    return text_log_odds(
        CandidateSet("Q1", 0, "spelling", Span(0, 9), before, after, wordings, (3, 4), (3, 4))
    )


@pytest.mark.parametrize(
    ("before", "old", "new", "after"),
    [
        ("they used to", "sensor", "censor", "the bad news"),
        ("it was the", "write", "right", "time"),
        ("a", "grate", "great", "deal of money"),
        ("I think he", "nose", "knows", "me."),
        ("It rained. ", "Their", "There", "was mud."),
    ],
)
def test_the_words_around_tell_homophones_apart(
    before: str, old: str, new: str, after: str
) -> None:
    assert odds(before, after, old, new)[1] > 2
    assert odds(before, after, new, old)[1] < -2


def test_the_sentence_before_says_nothing() -> None:
    assert odds("We went to. ", "there", "Know", "No") == odds("So? ", "there", "Know", "No")


def test_words_that_the_model_lacks_are_not_compared() -> None:
    assert odds("a pane of", "is", "vlotharp", "vlotharpe") == (0.0, 0.0)
    assert odds("the vlotharp", "of glass", "pain", "pane")[1] > 0


def test_words_that_sound_different_are_not_compared() -> None:
    assert odds("they want", "go", "two", "to", "too", "they")[3] == 0.0
    assert odds("they want", "go", "two", "to", "too", "they")[1] > 4
