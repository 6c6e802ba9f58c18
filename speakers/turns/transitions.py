"""Transition probabilities: who speaks after the two previous speakers, regardless of words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from speakers.turns.chain import Array

# States after the people: an unnamed host, an unnamed guest, and speech that is not a person's own.
NAMELESS, SPECIAL = ("host", "guest"), ("clip", "announcer", "sponsor", "crowd")

# The same person has two turns in a row in 1 of 60 of 1,588 turns of podcast interviews, in 1 of 15
# of a broadcast's text, and often around idents and credits, which are paragraphs of their own.
SAME_AGAIN, SAME_AROUND_IDENTS = 0.04, 0.6
# With three or more speakers, the speaker before last is back in 3 of 4 turns (849 counted); hosts
# and guests alternate more than host follows host or guest follows guest. Higher values give names
# less influence.
BACK_AGAIN, HOST_TO_GUEST, GUEST_TO_HOST = 2.2, 1.6, 4.0
# A host mostly stays with one guest for several questions. Judged: higher values give names less
# influence.
GUEST_AGAIN = 4.0
# Where several people are greeted or thanked together, they answer in turn.
GUEST_TO_GUEST = 0.5
# Probabilities that special speech (a clip, an ident) begins, and that it continues, before its
# phrases are considered.
BEGINS = (0.015, 0.01, 0.01, 0.0005)
GOES_ON = (0.35, 0.1, 0.2, 0.0)


@dataclass(frozen=True, slots=True)
class TurnPatterns:
    """Probabilities of how turns follow one another, for one kind of turn."""

    same: float = SAME_AGAIN
    host_again: float = BACK_AGAIN
    guest_again: float = GUEST_AGAIN
    to_host: float = GUEST_TO_HOST


# Avoids division by zero if only one person is present.
LEAST = 1e-9
# Kinds of turns: right after an address by name, the speaker before last says nothing about the
# next.
ELSEWHERE, AROUND_IDENTS, TO_SEVERAL, CALLED = 0, 1, 2, 3


def transition_probabilities(present: Array, asking: Array) -> Array:
    """Return [hypotheses, kinds, states, states, states] for who is present and who hosts.

    Both arguments are [hypotheses, people + unnamed], 1 for true and 0 for false.
    """
    kinds = (
        TurnPatterns(),
        TurnPatterns(same=SAME_AROUND_IDENTS),
        TurnPatterns(to_host=GUEST_TO_GUEST),
        TurnPatterns(host_again=1.0, guest_again=1.0),
    )
    return np.stack([_moves(present, asking, habits) for habits in kinds], axis=1)


def _moves(present: Array, asking: Array, habits: TurnPatterns) -> Array:
    parties, persons = present.shape
    states = persons + len(SPECIAL)
    again = np.where(asking > 0, habits.host_again, habits.guest_again)
    across = np.where(asking > 0, HOST_TO_GUEST, habits.to_host)
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
