"""Transition probabilities: who speaks after the two previous speakers, regardless of words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from speakers.turns.chain import Array
from speakers.turns.weights import FITTED, TextWeights

# States after the people: an unnamed host, an unnamed guest, and speech that is not a person's own.
NAMELESS, SPECIAL = ("host", "guest"), ("clip", "announcer", "sponsor", "crowd")

# Probabilities that special speech (a clip, an ident) begins, and that it continues, before its
# phrases are considered.
BEGINS = (0.015, 0.01, 0.01, 0.0005)
GOES_ON = (0.35, 0.1, 0.2, 0.0)


# Avoids division by zero if only one person is present.
LEAST = 1e-9
# Kinds of turns. Right after an address by name, the speaker before last says nothing about the
# next; after an opening ("This is The Hour. I'm Jane Doe.") the same person introduces the subject.
ELSEWHERE, AROUND_IDENTS, TO_SEVERAL, CALLED, OPENED = 0, 1, 2, 3, 4


def transition_probabilities(present: Array, asking: Array, weights: TextWeights = FITTED) -> Array:
    """Return [hypotheses, kinds, states, states, states] for who is present and who hosts.

    `present` and `asking` are [hypotheses, people + unnamed], 1 for true and 0 for false.
    """
    kinds = (
        weights,
        replace(weights, same=weights.same_around_idents),
        replace(weights, guest_to_host=weights.several_to_host),
        replace(weights, host_again=1.0, guest_again=1.0),
        replace(weights, same=weights.same_after_opening),
    )
    return np.stack([_transitions_of_kind(present, asking, habits) for habits in kinds], axis=1)


def _transitions_of_kind(present: Array, asking: Array, habits: TextWeights) -> Array:
    parties, persons = present.shape
    states = persons + len(SPECIAL)
    again = np.where(asking > 0, habits.host_again, habits.guest_again)
    across = np.where(asking > 0, habits.host_to_guest, habits.guest_to_host)
    # [parties, last, next]: a person after another person, or after special speech.
    after = np.repeat(present[:, None, :], states, axis=1)
    other_side = asking[:, :, None] != asking[:, None, :]
    after[:, :persons] *= np.where(other_side, across[:, :, None], 1.0)
    after[:, range(persons), range(persons)] = 0.0
    people = np.repeat(after[:, None], states, axis=1)
    for before in range(persons):
        people[:, before, :, before] *= again[:, before, None]
    begins = np.repeat(np.array(BEGINS)[None], states, axis=0)
    begins[range(persons, states), range(len(SPECIAL))] = 0.0
    people *= (1 - begins.sum(axis=1)[:, None]) / np.maximum(
        people.sum(axis=-1, keepdims=True), LEAST
    )
    special = np.broadcast_to(begins, (parties, states, states, len(SPECIAL)))
    stays = np.array([*[habits.same] * persons, *GOES_ON])
    table: Array = np.concatenate([people, special], axis=-1) * (1 - stays)[:, None]
    table[:, :, range(states), range(states)] = stays
    return table
