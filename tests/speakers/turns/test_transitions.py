from __future__ import annotations

from dataclasses import replace

import numpy as np

from speakers.evidence.name_cues import find_name_cues
from speakers.phrases.english.phrases import PHRASES
from speakers.turns.chain import Transitions
from speakers.turns.lines import read_lines
from speakers.turns.transitions import turn_transitions
from speakers.turns.turn_taking import EVEN_TURN_TAKING
from speakers.turns.weights import FITTED as WITH_TURN_TAKING

FITTED = replace(WITH_TURN_TAKING, turn_taking=EVEN_TURN_TAKING)


def transitions_of(text: str) -> Transitions:
    lines = read_lines(text, PHRASES)
    cues = find_name_cues([line.passage for line in lines], PHRASES)
    return turn_transitions(lines, cues, PHRASES, FITTED)


def test_a_turn_that_goes_on_with_a_sentence() -> None:
    found = transitions_of("We went to the river and...\nOh no.\n... nobody had a boat.\nAnd then?")
    assert found.speaker_before_returns[2].tolist() == [FITTED.again_resumed] * 2
    assert found.speaker_before_returns[3].tolist() == [FITTED.host_again, FITTED.guest_again]


def test_somebody_called_by_name_speaks_next() -> None:
    found = transitions_of("It was cold.\nIt was.\nAnn, what did you see?\nNothing at all.")
    assert found.speaker_before_returns[3].tolist() == [1.0, 1.0]
    assert found.speaker_before_returns[2].tolist() == [FITTED.host_again, FITTED.guest_again]


def test_a_question_is_mostly_answered_by_a_guest() -> None:
    found = transitions_of("How did it begin?\nIt was a flood.\nTell me about it.\nIt was cold.")
    odds = FITTED.host_asks_guest, FITTED.host_to_guest
    assert found.side_changes[1:, 0].tolist() == [odds[0], odds[1], odds[0]]


def test_people_thanked_together_answer_in_turn() -> None:
    found = transitions_of("Ann Lee and Bob Moss, thank you both.\nThank you.\nThanks.\nGoodbye.")
    assert found.side_changes[2, 1] == FITTED.several_to_host
    assert found.side_changes[3, 1] == FITTED.guest_to_host


def test_idents_are_paragraphs_of_their_own() -> None:
    found = transitions_of(
        "What is it?\nThis is City Radio.\nWhat is a flood?\nWater in a house.\nSo it is."
    )
    assert found.same_speaker[1:3].tolist() == [FITTED.same_around_idents] * 2
    assert found.same_speaker[4] == FITTED.same


def test_an_empty_text() -> None:
    found = transitions_of("")
    assert found.same_speaker.shape == (0,)
    assert np.shape(found.speaker_before_returns) == np.shape(found.side_changes) == (0, 2)
