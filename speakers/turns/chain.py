"""Who speaks each turn, all turns together: a hidden Markov chain that looks two turns back.

Many hypotheses of who is there are followed at once, one row each; what they say of the turns is
averaged by how well each explains the text.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MarkovChain:
    """A batch of chains: `emissions` [hypotheses, turns, states] are log-likelihoods.

    `moves` [hypotheses, kinds, states, states, states] has the probability of the third state after
    the first two, for each kind of turn; `kinds` [turns] says which kind a turn is. `start`
    [hypotheses, states] is the probability of the first speaker.
    """

    emissions: Array
    transitions: Array
    kinds: NDArray[np.intp]
    start: Array


def forward_backward(chain: MarkovChain) -> tuple[Array, Array]:
    """Give the log-likelihood of each hypothesis [B] and who speaks under it [B, turns, states]."""
    count, turns, states = chain.emissions.shape
    if not turns:
        return np.zeros(count), np.zeros((count, 0, states))
    top = chain.emissions.max(axis=2, keepdims=True)
    likely = np.exp(chain.emissions - top)
    forward = np.empty((turns, count, states, states))
    scale = np.empty((turns, count))
    # Nobody spoke before the first turn: it stands as if everybody alike had.
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


def hypothesis_weights(likelihoods: Array, priors: Array, trust: float) -> Array:
    """Give the share of each hypothesis [B]; `trust` below 1 allows for evidence that repeats."""
    weights = trust * likelihoods + priors
    shares: Array = np.exp(weights - weights.max())
    shares /= shares.sum()
    return shares
