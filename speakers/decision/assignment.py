"""Assign people to voices jointly; a voice may also belong to an unknown person."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]

# Maximum number of voices that are assigned: time and memory grow with 2 to the power of this
# number. If there are more voices, only those with the strongest evidence are assigned; the others
# stay unknown.
MOST_VOICES = 12
# Largest absolute log-odds of a single score, so that no score decides alone and products stay
# finite.
STRONGEST = 15.0


def assignment_probabilities(scores: Table, unknown_log_odds: Sequence[float]) -> Table:
    """Return the probability [v, p] that voice v is person p; the sum of a row is at most 1.

    `scores[v, p]` is the log-odds that voice v is person p rather than an unknown person;
    `unknown_log_odds[v]` is the log-weight of leaving voice v unknown. An assignment gives each
    person at most one voice and each voice at most one person; its weight is the product of the
    weights of its pairs. The probability of a pair is the total weight of the assignments that
    contain it, divided by the total weight of all assignments.
    """
    voices = _choose_voices_to_assign(scores)
    people = range(scores.shape[1])
    weights = np.exp(np.clip(scores[voices], -STRONGEST, STRONGEST))
    rest = _sum_completion_weights(weights, np.exp([unknown_log_odds[v] for v in voices]))
    first = np.zeros(1 << len(voices))
    first[0] = 1.0
    result = np.zeros(scores.shape)
    masks = np.arange(1 << len(voices))
    for p in people:
        after = first.copy()
        for i, v in enumerate(voices):
            free = masks[(masks >> i) & 1 == 0]
            took = first[free] * weights[i, p]
            result[v, p] = np.dot(took, rest[p + 1][free | (1 << i)])
            after[free | (1 << i)] += took
        first = after
    total: float = rest[0][0]
    return result / total


def _choose_voices_to_assign(scores: Table) -> list[int]:
    order = np.argsort(-scores.max(axis=1, initial=-STRONGEST), kind="stable")
    return sorted(int(v) for v in order[:MOST_VOICES])


def _sum_completion_weights(weights: Table, unknown: Table) -> list[Table]:
    """Sum the weights of all ways to assign the people who are still left.

    Item n of the result is for the case that the first n people are already assigned. It is an
    array with one sum for each set of voices (as a bit mask) that those n people may have.
    """
    count, people = weights.shape
    masks = np.arange(1 << count)
    last = np.ones(1 << count)
    for i in range(count):
        last *= np.where((masks >> i) & 1, 1.0, unknown[i])
    rest = [last]
    for p in reversed(range(people)):
        now = rest[0].copy()
        for i in range(count):
            free = masks[(masks >> i) & 1 == 0]
            now[free] += weights[i, p] * rest[0][free | (1 << i)]
        rest.insert(0, now)
    return rest


def log_odds(probability: float) -> float:
    """Return the log-odds of a probability."""
    return log(probability / (1 - probability))


def probability_of(odds: float) -> float:
    """Return the probability that corresponds to log-odds."""
    return 1 / (1 + exp(-odds))
