"""Infer who speaks each turn with a hidden Markov model that remembers two turns.

All hypotheses of who is present are solved as one batch. Their posteriors are averaged, weighted by
how well each hypothesis explains the text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Least divisor; avoids a division by zero if nobody may follow.
LEAST = 1e-12


@dataclass(frozen=True, slots=True)
class Transitions:
    """The probabilities of the next speaker, turn by turn, regardless of names.

    `same_speaker` [turns] is the probability that the last speaker continues, and
    `continuation_ratio` [turns] the likelihood ratio of the words for one speaker rather than two;
    both may have a second axis [turns, hypotheses]. `speaker_before_returns` [turns, 2] are the
    odds that the second-last speaker returns rather than another person, for a host and for a
    guest. `side_changes` [turns, 2] are the odds that the next speaker is on the other side (a
    guest after a host) rather than on the same side, after a host and after a guest. Special speech
    (a clip, an ident) begins with the probabilities `special_begins` [special] and continues with
    `special_continues` [special].
    """

    same_speaker: Array
    continuation_ratio: Array
    speaker_before_returns: Array
    side_changes: Array
    special_begins: Array
    special_continues: Array

    def select(self, hypotheses: NDArray[np.intp]) -> Transitions:
        """Return the transitions of some of the hypotheses."""
        same, ratio = (
            table if table.ndim == 1 else table[:, hypotheses]
            for table in (self.same_speaker, self.continuation_ratio)
        )
        return replace(self, same_speaker=same, continuation_ratio=ratio)


@dataclass(frozen=True, slots=True)
class MarkovChain:
    """A batch of Markov chains; their states are people, followed by special speech.

    `emissions` [hypotheses, turns, states] are log-likelihoods. `is_present` [hypotheses, people]
    is 1 for people who are present, and `is_host` [hypotheses, people] is 1 for hosts. `start`
    [hypotheses, states] is the probability of each state in the first turn.
    """

    emissions: Array
    is_present: Array
    is_host: Array
    transitions: Transitions
    start: Array

    def select(self, hypotheses: NDArray[np.intp]) -> MarkovChain:
        """Return the chains of some of the hypotheses."""
        return MarkovChain(
            self.emissions[hypotheses],
            self.is_present[hypotheses],
            self.is_host[hypotheses],
            self.transitions.select(hypotheses),
            self.start[hypotheses],
        )


def forward_backward(chain: MarkovChain) -> tuple[Array, Array]:
    """Return the log-likelihood [hypotheses] and the posteriors [hypotheses, turns, states]."""
    count, turns, states = chain.emissions.shape
    if not turns:
        return np.zeros(count), np.zeros((count, 0, states))
    top = chain.emissions.max(axis=2, keepdims=True)
    likely = np.exp(chain.emissions - top)
    forward = np.empty((turns, count, states, states))
    scale = np.empty((turns, count))
    # Before the first turn, all previous speakers are equally likely.
    forward[0] = np.repeat((chain.start * likely[:, 0])[:, None, :] / states, states, axis=1)
    steps = _build_steps(chain)
    ratios = _compute_state_ratios(chain)
    for t in range(turns):
        if t:
            after = steps[t].forward(forward[t - 1], ratios[t])
            forward[t] = after * likely[:, t, None, :]
        scale[t] = forward[t].sum(axis=(1, 2))
        forward[t] /= scale[t][:, None, None]
    who = np.empty((count, turns, states))
    back = np.ones((count, states, states))
    for t in reversed(range(turns)):
        joint = forward[t] * back
        who[:, t] = joint.sum(axis=1) / joint.sum(axis=(1, 2))[:, None]
        if t:
            back = steps[t].backward(back * likely[:, t, None, :], ratios[t])
            back /= back.max(axis=(1, 2), keepdims=True)
    return np.log(scale).sum(axis=0) + top[:, :, 0].sum(axis=1), who


def _build_steps(chain: MarkovChain) -> list[_Step]:
    """Build the transition to each turn; turns with the same probabilities share a transition."""
    habits = chain.transitions
    shared: dict[bytes, _Step] = {}
    steps = []
    for turn in range(chain.emissions.shape[1]):
        tables = habits.side_changes, habits.speaker_before_returns, habits.same_speaker
        key = b"".join(np.ascontiguousarray(table[turn]).tobytes() for table in tables)
        if key not in shared:
            shared[key] = _Step(chain, turn)
        steps.append(shared[key])
    return steps


def _compute_state_ratios(chain: MarkovChain) -> Array:
    """Return the likelihood ratio [turns, hypotheses, states] that a state continues."""
    count, turns, states = chain.emissions.shape
    ratios = np.ones((turns, count, states))
    given = chain.transitions.continuation_ratio.reshape(turns, -1)
    ratios[:, :, : chain.is_host.shape[1]] = given[:, :, None]
    return ratios


class _Step:
    """The transition to one turn, from pairs of speakers to pairs of speakers.

    No table of three consecutive speakers is built: the odds of the next speaker depend on the
    second-last speaker only in that this person may return.
    """

    def __init__(self, chain: MarkovChain, turn: int) -> None:
        habits, asking = chain.transitions, chain.is_host
        self._people = people = asking.shape[1]
        states = chain.emissions.shape[2]
        special = states - people
        hosts, guests = habits.side_changes[turn]
        across = np.where(asking > 0, hosts, guests)[:, :, None]
        follows = np.repeat(chain.is_present[:, None, :], states, axis=1)
        follows[:, :people] *= np.where(asking[:, :, None] != asking[:, None, :], across, 1.0)
        follows[:, range(people), range(people)] = 0.0
        self._follows = follows
        # How much higher the odds of the second-last speaker are than those of another person.
        self._more = np.where(asking > 0, *habits.speaker_before_returns[turn]) - 1.0
        self._stays = np.tile([0.0] * people + [*habits.special_continues], (len(asking), 1))
        self._stays[:, :people] = np.reshape(habits.same_speaker[turn], (-1, 1))
        self._begins = np.repeat(habits.special_begins[None], states, axis=0)
        self._begins[range(people, states), range(special)] = 0.0
        # Sum of the odds of all people who may follow: [hypotheses, before last, last].
        total = np.repeat(follows.sum(axis=2)[:, None, :], states, axis=1)
        total[:, :people] += np.swapaxes(follows, 1, 2) * self._more[:, :, None]
        leaves = (1 - self._stays) * (1 - self._begins.sum(axis=1))
        self._share = leaves[:, None, :] / np.maximum(total, LEAST)
        self._begins = self._begins * (1 - self._stays)[:, :, None]

    def forward(self, pairs: Array, ratios: Array) -> Array:
        """Return the probabilities [hypotheses, last, next] of `pairs` one turn later.

        `ratios` [hypotheses, states] are the likelihood ratios that a state continues.
        """
        people, shared = self._people, pairs * self._share
        spoken = pairs.sum(axis=1)
        returning = np.swapaxes(shared, 1, 2)[:, :, :people] * self._more[:, None, :]
        after = np.empty_like(pairs)
        after[:, :, :people] = self._follows * (shared.sum(axis=1)[:, :, None] + returning)
        after[:, :, people:] = spoken[:, :, None] * self._begins
        states = np.arange(pairs.shape[1])
        after[:, states, states] += spoken * self._stays * ratios
        return after

    def backward(self, ahead: Array, ratios: Array) -> Array:
        """Return the likelihoods of `pairs` from the likelihoods of the pairs one turn later."""
        people = self._people
        weighted = self._follows * ahead[:, :, :people]
        every = np.repeat(weighted.sum(axis=2)[:, None, :], ahead.shape[1], axis=1)
        every[:, :people] += np.swapaxes(weighted, 1, 2) * self._more[:, :, None]
        states = np.arange(ahead.shape[1])
        alone = ahead[:, states, states] * self._stays * ratios
        special = (ahead[:, :, people:] * self._begins).sum(axis=2)
        result: Array = every * self._share + (alone + special)[:, None, :]
        return result


def hypothesis_weights(likelihoods: Array, priors: Array, discount: float) -> Array:
    """Return the posterior weights of hypotheses, which sum to 1.

    A `discount` below 1 scales the log-likelihoods down, because evidence is not independent.
    """
    weights = discount * likelihoods + priors
    shares: Array = np.exp(weights - weights.max())
    shares /= shares.sum()
    return shares
