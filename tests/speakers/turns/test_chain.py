from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from speakers.turns.chain import MarkovChain, forward_backward, hypothesis_weights
from speakers.turns.transitions import SPECIAL, transition_probabilities


def by_hand(chain: MarkovChain) -> tuple[float, np.ndarray]:
    """Sum over every path of the first hypothesis."""
    _, turns, states = chain.emissions.shape
    who, total = np.zeros((turns, states)), 0.0
    for path in product(range(states), repeat=turns):
        weight = 0.0
        for before in range(states):
            one = chain.start[0, path[0]] / states
            seen = (before, *path)
            for t in range(1, turns):
                one *= chain.transitions[0, chain.kinds[t], seen[t - 1], seen[t], seen[t + 1]]
            weight += one
        weight *= np.exp(sum(chain.emissions[0, t, s] for t, s in enumerate(path)))
        total += weight
        for t, state in enumerate(path):
            who[t, state] += weight
    return np.log(total), who / total


def test_the_sum_over_all_paths() -> None:
    draw = np.random.default_rng(7)
    states, turns = 3, 5
    tables = draw.random((1, 2, states, states, states))
    tables /= tables.sum(axis=-1, keepdims=True)
    start = draw.random((1, states))
    start /= start.sum()
    chain = MarkovChain(
        draw.normal(size=(1, turns, states)), tables, np.array([0, 1, 0, 1, 1]), start
    )
    expected, who = by_hand(chain)
    likelihood, found = forward_backward(chain)
    assert likelihood[0] == pytest.approx(expected)
    assert found[0] == pytest.approx(who)


def test_long_texts_do_not_underflow() -> None:
    states, turns = 2, 3000
    tables = np.full((1, 1, states, states, states), 0.5)
    emissions = np.full((1, turns, states), -40.0)
    chain = MarkovChain(
        emissions, tables, np.zeros(turns, dtype=np.intp), np.full((1, states), 0.5)
    )
    likelihood, who = forward_backward(chain)
    assert likelihood[0] == pytest.approx(-40.0 * turns)
    assert who == pytest.approx(0.5)


def test_hypotheses_are_weighted_by_their_likelihood() -> None:
    shares = hypothesis_weights(np.array([0.0, 2.0]), np.array([0.0, 0.0]), 0.5)
    assert shares.sum() == pytest.approx(1.0)
    assert shares[1] / shares[0] == pytest.approx(np.e)


@pytest.mark.parametrize("present", [(1, 1, 1, 0, 0), (1, 0, 0, 0, 1), (0, 0, 0, 1, 1)])
def test_any_present_speaker_may_follow(present: tuple[int, ...]) -> None:
    there = np.array(present, dtype=float)
    (tables,) = transition_probabilities(there[None], np.array([[1.0, 0.0, 0.0, 1.0, 0.0]]))
    people = np.flatnonzero(there)
    for a, b in product(people, people):
        assert tables[:, a, b].sum(axis=-1) == pytest.approx(1.0)
        assert tables[:, a, b][:, : len(there)][:, there == 0] == pytest.approx(0.0)
        assert (tables[:, a, b, -len(SPECIAL) :] > 0).all()
