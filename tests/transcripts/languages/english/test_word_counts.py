from __future__ import annotations

import pytest

from transcripts.languages.english.word_counts import log_odds


@pytest.mark.parametrize(
    ("before", "old", "new", "after"),
    [
        ("to", "sensor", "censor", "the"),
        ("the", "write", "right", "time"),
        ("a", "grate", "great", "deal"),
        ("he", "no", "knows", ""),
    ],
)
def test_the_commoner_wording_is_likelier(before: str, old: str, new: str, after: str) -> None:
    assert log_odds(before, [old], [new], after) > 0
    assert log_odds(before, [new], [old], after) < 0


def test_words_that_are_not_counted_have_odds_too() -> None:
    assert log_odds("", ["vlotharp"], ["the"], "") == 0.0
    assert log_odds("to", ["vlotharp"], ["go"], "home") > 0
