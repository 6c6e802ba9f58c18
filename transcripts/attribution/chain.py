"""Decode a hidden Markov model whose state rarely changes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def most_likely_path(evidence: Floats, change: Floats) -> NDArray[np.intp]:
    """Find the most likely state of every step (Viterbi).

    `evidence` is the log-likelihood of each state [steps, states]; `change` [steps] is the
    probability of each step that the previous step has another state. A move to any one state gets
    this full probability: if the other states shared it, a voice that speaks once in an hour would
    make every other change less likely.
    """
    steps, states = evidence.shape
    if states == 1:
        return np.zeros(steps, dtype=np.intp)
    stay, leave = _transitions(change)
    here = np.arange(states)
    back = np.zeros((steps, states), dtype=np.intp)
    score = evidence[0].copy()
    for i in range(1, steps):
        second, best = np.argsort(score)[-2:]
        other = np.where(here == best, second, best)
        kept, moved = score + stay[i], score[other] + leave[i]
        back[i] = np.where(kept >= moved, here, other)
        score = np.maximum(kept, moved) + evidence[i]
    path = np.empty(steps, dtype=np.intp)
    path[-1] = np.argmax(score)
    for i in range(steps - 1, 0, -1):
        path[i - 1] = back[i, path[i]]
    return path


def state_posteriors(evidence: Floats, change: Floats) -> tuple[Floats, Floats]:
    """Compute posterior probabilities (forward-backward).

    Returns the probability of each state at every step [steps, states], and the probability that a
    step's state differs from the previous step's [steps], which is 0 for the first.
    """
    stay, leave = np.exp(_transitions(change))
    likelihood = np.exp(evidence - evidence.max(axis=1, keepdims=True))
    forward = np.empty_like(evidence)
    backward = np.ones_like(evidence)
    forward[0] = likelihood[0] / likelihood[0].sum()
    for i in range(1, len(evidence)):
        here = likelihood[i] * _step(forward[i - 1], stay[i], leave[i])
        forward[i] = here / here.sum()
    for i in range(len(evidence) - 1, 0, -1):
        here = _step(likelihood[i] * backward[i], stay[i], leave[i])
        backward[i - 1] = here / here.sum()
    both = forward * backward
    share: Floats = both / both.sum(axis=1, keepdims=True)
    behind = likelihood[1:] * backward[1:]
    stayed = stay[1:] * (forward[:-1] * behind).sum(axis=1)
    left = leave[1:] * (forward[:-1].sum(axis=1) * behind.sum(axis=1)) - leave[1:] * (
        forward[:-1] * behind
    ).sum(axis=1)
    return share, np.concatenate([[0.0], left / (stayed + left)])


def _step(weights: Floats, stay: float, leave: float) -> Floats:
    """Apply one transition to weights [states], forwards or backwards: the matrix is symmetric."""
    moved: Floats = weights * (stay - leave) + weights.sum() * leave
    return moved


def _transitions(change: Floats) -> Floats:
    """Return log probabilities [2, steps]: of staying, and of moving to one specific state."""
    weights: Floats = np.log(np.stack([1 - change, change]))
    return weights
