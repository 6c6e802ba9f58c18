from __future__ import annotations

from itertools import product
from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from speakers.decision.assignment import Table, assignment_probabilities


def by_enumeration(scores: Table, unknown: list[float]) -> Table:
    voices, people = scores.shape
    chances, total = np.zeros(scores.shape), 0.0
    for choice in product(range(-1, people), repeat=voices):
        named = [p for p in choice if p >= 0]
        if len(named) != len(set(named)):
            continue
        weight = exp(sum(scores[v, p] if p >= 0 else unknown[v] for v, p in enumerate(choice)))
        total += weight
        for v, p in enumerate(choice):
            if p >= 0:
                chances[v, p] += weight
    return chances / total


@given(arrays(float, (3, 2), elements=st.floats(-6, 6)), st.floats(-2, 2))
def test_the_shares_are_those_of_all_assignments(scores: Table, unknown: float) -> None:
    expected = by_enumeration(scores, [unknown] * 3)
    assert assignment_probabilities(scores, [unknown] * 3) == pytest.approx(expected)


def test_one_person_has_one_voice() -> None:
    chances = assignment_probabilities(np.array([[3.0], [3.0]]), [0.0, 0.0])
    assert chances.sum() < 1
    assert chances[0, 0] == pytest.approx(chances[1, 0])
    assert chances.max() < 0.5


def test_the_remaining_person_is_likely() -> None:
    chances = assignment_probabilities(np.array([[8.0, 0.0], [0.0, 1.0]]), [-1.0, -1.0])
    assert chances[1, 1] == pytest.approx(0.88, abs=0.02)


def test_without_people_nobody_is_named() -> None:
    assert assignment_probabilities(np.zeros((2, 0)), [0.0, 0.0]).shape == (2, 0)
    assert assignment_probabilities(np.zeros((0, 2)), []).shape == (0, 2)


def test_more_voices_than_can_be_enumerated() -> None:
    scores = np.full((20, 3), -5.0)
    scores[[4, 9, 17], [0, 1, 2]] = 5.0
    chances = assignment_probabilities(scores, [0.0] * 20)
    assert [int(chances[:, p].argmax()) for p in range(3)] == [4, 9, 17]
