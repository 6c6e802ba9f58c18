"""Turns that sound like corrected turns are found among the turns of their former speakers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speakers.voiceprints.alike import LEAST_EXAMPLES, UNSURE, TurnVoice, find_alike_turns

VOICES = {"A": (1.0, 0.0, 0.3), "B": (0.7, 0.7, 0.3), "C": (0.0, 0.1, 1.0)}


def spoken(truth: str, labels: str, by_hand: str, seed: int = 0) -> list[TurnVoice]:
    """Make a turn for each letter of `truth`, its true voice; `labels` has the assigned speakers.

    An "x" in `by_hand` marks a turn whose speaker an editor set.
    """
    rng = np.random.default_rng(seed)
    made = []
    for n, (true, label) in enumerate(zip(truth, labels, strict=True)):
        vector = np.array(VOICES[true]) + rng.normal(0, 0.05, 3)
        vector /= np.linalg.norm(vector)
        by = by_hand[n] == "x"
        made.append(TurnVoice(f"T{n}", label, tuple(map(float, vector)), 3.0, by))
    return made


def found(turns: Sequence[TurnVoice], speaker: str, *sources: str) -> list[str]:
    return sorted(each.turn for each in find_alike_turns(turns, speaker, sources))


@pytest.mark.parametrize("seed", range(5))
def test_the_other_turns_of_a_voice_are_found(seed: int) -> None:
    turns = spoken("ABABABCABAB", "ABABABCAAAA", " x x x     ", seed)
    assert found(turns, "B", "A") == ["T10", "T8"]


def test_more_wrong_turns_than_right_ones_are_found() -> None:
    turns = spoken("BBBBBBBBAAC", "BBBAAAAAAAC", "xxx        ")
    assert found(turns, "B", "A") == ["T3", "T4", "T5", "T6", "T7"]


def test_a_voice_that_is_all_of_a_speaker_s_turns_is_no_contrast() -> None:
    turns = spoken("BBBBBBCC", "BBBAAACC", "xxx     ")
    assert len(found(turns, "B", "A")) < 3  # a voice is given to a speaker as a whole instead


def test_alike_voices_and_few_remaining_turns_are_never_certain() -> None:
    near = {"A": (0.8, 0.6, 0.0), "B": (1.0, 0.0, 0.0)}
    few = spoken("BBBBBBAC", "BBBAAAAC", "xxx     ")
    assert found(few, "B", "A") == ["T3", "T4", "T5"]
    assert all(t.score <= UNSURE for t in find_alike_turns(few, "B", ["A"]))
    many = [
        TurnVoice(f"T{n}", "B" if n < 3 else "A", near["B" if n < 6 else "A"], 3.0, n < 3)
        for n in range(12)
    ]
    assert found(many, "B", "A") == ["T3", "T4", "T5"]
    assert all(t.score <= UNSURE for t in find_alike_turns(many, "B", ["A"]))


def test_two_examples_are_too_few() -> None:
    turns = spoken("ABABAB", "ABABAA", " x x  ")
    assert LEAST_EXAMPLES == 3
    assert found(turns, "B", "A") == []


def test_turns_of_others_and_those_set_by_hand_are_never_found() -> None:
    turns = spoken("BBBBBA", "BBBACA", "xxxx  ")
    assert found(turns, "B", "A") == []


def test_the_likeliest_comes_first() -> None:
    scores = [
        t.score for t in find_alike_turns(spoken("BBBBBAAA", "BBBAAAAA", "xxx     "), "B", ["A"])
    ]
    assert scores == sorted(scores, reverse=True)
    assert all(0.5 <= score <= 1 for score in scores)


@given(
    st.text("ABC", min_size=1, max_size=12),
    st.randoms(use_true_random=False),
)
def test_only_questioned_turns_are_found(truth: str, random: object) -> None:
    labels = "".join(random.choice("ABC") for _ in truth)  # type: ignore[attr-defined]
    by_hand = "".join(random.choice("x ") for _ in truth)  # type: ignore[attr-defined]
    turns = spoken(truth, labels, by_hand)
    asked = {t.turn for t in turns if not t.is_set_by_hand and t.speaker in ("A", "C")}
    assert set(found(turns, "B", "A", "C")) <= asked
