"""A hidden Markov model of who speaks each turn, with a memory of two turns.

All hypotheses of who is present are solved as one batch. Their posteriors are averaged, weighted by
how well each hypothesis explains the text.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MarkovChain:
    """A batch of chains: `emissions` [hypotheses, turns, states] are log-likelihoods.

    `transitions` [hypotheses, kinds, states, states, states] has the probability of the third after
    the first two states, for each kind of turn; `kinds` [turns] has the kind of each turn. `start`
    [hypotheses, states] is the probability of the first speaker.
    """

    emissions: Array
    transitions: Array
    kinds: NDArray[np.intp]
    start: Array


def forward_backward(chain: MarkovChain) -> tuple[Array, Array]:
    """Return the log-likelihood [hypotheses] and the posteriors [hypotheses, turns, states]."""
    count, turns, states = chain.emissions.shape
    if not turns:
        return np.zeros(count), np.zeros((count, 0, states))
    top = chain.emissions.max(axis=2, keepdims=True)
    likely = np.exp(chain.emissions - top)
    forward = np.empty((turns, count, states, states))
    scale = np.empty((turns, count))
    # Before the first turn every previous speaker is equally likely.
    forward[0] = np.repeat((chain.start * likely[:, 0])[:, None, :] / states, states, axis=1)
    for t in range(turns):
        if t:
            reached = np.einsum(
                "hab,habc->hbc", forward[t - 1], chain.transitions[:, chain.kinds[t]]
            )
            forward[t] = reached * likely[:, t, None, :]
        scale[t] = forward[t].sum(axis=(1, 2))
        forward[t] /= scale[t][:, None, None]
    who = np.empty((count, turns, states))
    back = np.ones((count, states, states))
    for t in reversed(range(turns)):
        joint = forward[t] * back
        who[:, t] = joint.sum(axis=1) / joint.sum(axis=(1, 2))[:, None]
        if t:
            ahead = back * likely[:, t, None, :]
            back = np.einsum("habc,hbc->hab", chain.transitions[:, chain.kinds[t]], ahead)
            back /= back.max(axis=(1, 2), keepdims=True)
    return np.log(scale).sum(axis=0) + top[:, :, 0].sum(axis=1), who


def hypothesis_weights(likelihoods: Array, priors: Array, discount: float) -> Array:
    """Return weights [hypotheses] that sum to 1; `discount` below 1 is for dependent evidence."""
    weights = discount * likelihoods + priors
    shares: Array = np.exp(weights - weights.max())
    shares /= shares.sum()
    return shares
