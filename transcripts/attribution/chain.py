"""Decode a hidden Markov model whose state rarely changes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def most_likely_path(log_likelihoods: Floats, change_probabilities: Floats) -> NDArray[np.intp]:
    """Find the most likely state of every step (Viterbi).

    `log_likelihoods` [steps, states] is the log-likelihood of each state; `change_probabilities`
    [steps] is the probability that a step has another state than the step before. Each change from
    one state to another has this full probability. If the possible new states shared it, every
    additional voice would make the other changes less likely, even if it speaks once in an hour.
    """
    steps, states = log_likelihoods.shape
    if states == 1:
        return np.zeros(steps, dtype=np.intp)
    stay, leave = _log_transitions(change_probabilities)
    here = np.arange(states)
    back = np.zeros((steps, states), dtype=np.intp)
    score = log_likelihoods[0].copy()
    for i in range(1, steps):
        second, best = np.argsort(score)[-2:]
        other = np.where(here == best, second, best)
        kept, moved = score + stay[i], score[other] + leave[i]
        back[i] = np.where(kept >= moved, here, other)
        score = np.maximum(kept, moved) + log_likelihoods[i]
    path = np.empty(steps, dtype=np.intp)
    path[-1] = np.argmax(score)
    for i in range(steps - 1, 0, -1):
        path[i - 1] = back[i, path[i]]
    return path


def state_posteriors(
    log_likelihoods: Floats, change_probabilities: Floats
) -> tuple[Floats, Floats]:
    """Compute posterior probabilities (forward-backward).

    Returns the probability of each state at every step [steps, states], and the probability that a
    step has another state than the step before [steps], which is 0 for the first step.
    """
    stay, leave = np.exp(_log_transitions(change_probabilities))
    likelihood = np.exp(log_likelihoods - log_likelihoods.max(axis=1, keepdims=True))
    forward = np.empty_like(log_likelihoods)
    backward = np.ones_like(log_likelihoods)
    forward[0] = likelihood[0] / likelihood[0].sum()
    for i in range(1, len(log_likelihoods)):
        here = likelihood[i] * _apply_transition(forward[i - 1], stay[i], leave[i])
        forward[i] = here / here.sum()
    for i in range(len(log_likelihoods) - 1, 0, -1):
        here = _apply_transition(likelihood[i] * backward[i], stay[i], leave[i])
        backward[i - 1] = here / here.sum()
    both = forward * backward
    share: Floats = both / both.sum(axis=1, keepdims=True)
    behind = likelihood[1:] * backward[1:]
    stayed = stay[1:] * (forward[:-1] * behind).sum(axis=1)
    left = leave[1:] * (forward[:-1].sum(axis=1) * behind.sum(axis=1)) - leave[1:] * (
        forward[:-1] * behind
    ).sum(axis=1)
    return share, np.concatenate([[0.0], left / (stayed + left)])


def _apply_transition(weights: Floats, stay_probability: float, leave_probability: float) -> Floats:
    """Apply one transition to weights [states].

    The forward and the backward pass both use it, because the transition matrix is symmetric.
    """
    moved: Floats = (
        weights * (stay_probability - leave_probability) + weights.sum() * leave_probability
    )
    return moved


def _log_transitions(change_probabilities: Floats) -> Floats:
    """Return log probabilities [2, steps].

    The first row is for staying in a state, the second for moving to one particular other state.
    """
    weights: Floats = np.log(np.stack([1 - change_probabilities, change_probabilities]))
    return weights
