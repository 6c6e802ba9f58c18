from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from speakers.turns.chain import (
    MarkovChain,
    Transitions,
    forward_backward,
    hypothesis_weights,
)

BEGINS, GOES_ON = np.array([0.05, 0.02]), np.array([0.3, 0.1])


def transitions(turns: int, same: float = 0.1) -> Transitions:
    """Make transitions with random odds for each turn."""
    draw = np.random.default_rng(3)
    again, across = draw.uniform(0.5, 4.0, (2, turns, 2))
    ratio = draw.uniform(0.2, 5.0, turns)
    return Transitions(np.full(turns, same), ratio, again, across, BEGINS, GOES_ON)


def probability(chain: MarkovChain, turn: int, before: int, last: int, following: int) -> float:
    """Return the probability that `following` speaks after `before` and `last`.

    It follows the documentation of `Transitions`, and is not normalized.
    """
    habits, asking, there = chain.transitions, chain.is_host[0], chain.is_present[0]
    people = len(there)
    stays = [*[habits.same_speaker[turn]] * people, *habits.special_continues]
    if last == following:
        ratio = habits.continuation_ratio[turn] if last < people else 1.0
        return float(stays[last] * ratio)
    begins = [0.0 if people + s == last else p for s, p in enumerate(habits.special_begins)]
    if following >= people:
        return float((1 - stays[last]) * begins[following - people])
    odds = [
        0.0
        if person == last
        else there[person]
        * (
            habits.speaker_before_returns[turn, 0 if asking[person] else 1]
            if person == before
            else 1.0
        )
        * (
            habits.side_changes[turn, 0 if asking[last] else 1]
            if last < people and asking[last] != asking[person]
            else 1.0
        )
        for person in range(people)
    ]
    return float((1 - stays[last]) * (1 - sum(begins)) * odds[following] / sum(odds))


def by_hand(chain: MarkovChain) -> tuple[float, np.ndarray]:
    """Return the likelihood and the posteriors of the first hypothesis, summed over all paths."""
    _, turns, states = chain.emissions.shape
    who, total = np.zeros((turns, states)), 0.0
    for path in product(range(states), repeat=turns):
        weight = 0.0
        for before in range(states):
            one = chain.start[0, path[0]] / states
            seen = (before, *path)
            for t in range(1, turns):
                one *= probability(chain, t, *seen[t - 1 : t + 2])
            weight += one
        weight *= np.exp(sum(chain.emissions[0, t, s] for t, s in enumerate(path)))
        total += weight
        for t, state in enumerate(path):
            who[t, state] += weight
    return np.log(total), who / total


@pytest.mark.parametrize("present", [(1, 1, 1), (1, 1, 0), (0, 1, 1)])
def test_the_sum_over_all_paths(present: tuple[int, ...]) -> None:
    draw = np.random.default_rng(7)
    people, states, turns = 3, 5, 5
    there = np.array([present], dtype=float)
    emissions = draw.normal(size=(1, turns, states))
    emissions[:, :, :people] -= 1e6 * (1 - there)
    start = np.concatenate([there, np.full((1, 2), 0.1)], axis=1)
    chain = MarkovChain(
        emissions, there, np.array([[1.0, 0.0, 0.0]]), transitions(turns), start / start.sum()
    )
    expected, who = by_hand(chain)
    likelihood, found = forward_backward(chain)
    assert likelihood[0] == pytest.approx(expected)
    assert found[0] == pytest.approx(who)


def test_each_hypothesis_has_its_own_probability_of_two_turns_in_a_row() -> None:
    draw = np.random.default_rng(5)
    turns, both = 5, np.ones((2, 2))
    often, rarely = transitions(turns, 0.3), transitions(turns, 0.01)
    rarely = replace(rarely, continuation_ratio=rarely.continuation_ratio**0.5)
    mixed = replace(
        often,
        same_speaker=np.stack([often.same_speaker, rarely.same_speaker], axis=1),
        continuation_ratio=np.stack([often.continuation_ratio, rarely.continuation_ratio], axis=1),
    )
    emissions = np.repeat(draw.normal(size=(1, turns, 4)), 2, axis=0)
    start = np.concatenate([both, np.full((2, 2), 0.1)], axis=1)
    chain = MarkovChain(emissions, both, np.eye(2), mixed, start / start.sum(axis=1, keepdims=True))
    likelihoods, found = forward_backward(chain)
    for hypothesis, alone in enumerate((often, rarely)):
        selected = chain.select(np.array([hypothesis]))
        for one in (selected, replace(selected, transitions=alone)):
            likelihood, who = forward_backward(one)
            assert likelihood[0] == pytest.approx(likelihoods[hypothesis])
            assert who[0] == pytest.approx(found[hypothesis])


def test_long_texts_do_not_underflow() -> None:
    turns = 3000
    even = np.ones((turns, 2))
    nothing = Transitions(np.full(turns, 0.5), np.ones(turns), even, even, np.zeros(0), np.zeros(0))
    both = np.ones((1, 2))
    chain = MarkovChain(np.full((1, turns, 2), -40.0), both, np.zeros((1, 2)), nothing, both / 2)
    likelihood, who = forward_backward(chain)
    assert likelihood[0] == pytest.approx(-40.0 * turns)
    assert who == pytest.approx(0.5)


def test_hypotheses_are_weighted_by_their_likelihood() -> None:
    shares = hypothesis_weights(np.array([0.0, 2.0]), np.array([0.0, 0.0]), 0.5)
    assert shares.sum() == pytest.approx(1.0)
    assert shares[1] / shares[0] == pytest.approx(np.e)
