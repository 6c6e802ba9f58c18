from __future__ import annotations

import numpy as np

from speakers.evidence.name_cues import find_name_cues
from speakers.phrases.english.phrases import PHRASES
from speakers.turns.chain import Array
from speakers.turns.lines import read_lines
from speakers.turns.transitions import turn_transitions
from speakers.turns.turn_taking import RETURN_FEATURES, SIDE_FEATURES, turn_taking_features

TEXT = """The lighthouse keeper left a diary, and we found it under the floor in March.
Really?
Yes, the diary was under the lighthouse floor.
How long is it?
Forty pages, and most of them are about the weather.
So he was bored."""


def features_of(text: str) -> tuple[Array, Array]:
    return turn_taking_features(read_lines(text, PHRASES), PHRASES)


def column(name: str, table: Array, names: tuple[str, ...]) -> Array:
    return table[:, names.index(name)]


def test_features_are_relative_to_the_text() -> None:
    for table in features_of(TEXT):
        assert np.allclose(table.mean(axis=0), 0)
    assert len(features_of(TEXT)[0].T) == len(RETURN_FEATURES)


def test_what_a_turn_shares_with_the_turn_before_last() -> None:
    returns, _ = features_of(TEXT)
    shared = column("shares rare words with the turn before last", returns, RETURN_FEATURES)
    # No word is rare in a text of six turns unless it is in one turn only.
    assert np.ptp(shared) == 0
    long = TEXT + "\n" + "\n".join(f"It was day {day} of the {day}th week." for day in range(9))
    returns, _ = features_of(long)
    shared = column("shares rare words with the turn before last", returns, RETURN_FEATURES)
    assert int(shared.argmax()) == 2


def test_answers_and_questions() -> None:
    returns, sides = features_of(TEXT)
    answers = column("begins like an answer", sides, SIDE_FEATURES)
    assert np.flatnonzero(answers > 0).tolist() == [2]
    asked = column("question before", returns, RETURN_FEATURES)
    assert np.flatnonzero(asked > 0.5).tolist() == [2, 4]


def test_a_guest_returns_after_a_short_turn() -> None:
    lines = read_lines(TEXT, PHRASES)
    cues = find_name_cues([line.passage for line in lines], PHRASES)
    odds = turn_transitions(lines, cues, PHRASES).speaker_before_returns[:, 1]
    assert odds[2] > max(odds[3], odds[5])


def test_texts_without_turns_or_with_one() -> None:
    assert [table.shape for table in features_of("")] == [(0, 5), (0, 3)]
    assert [np.abs(table).sum() for table in features_of("Hello there.")] == [0.0, 0.0]
