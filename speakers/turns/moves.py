"""How likely somebody speaks after two others, before any word is read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from speakers.turns.chain import Array

# States after the people: a nameless host, a nameless guest, and speech that is nobody's own.
NAMELESS, SPECIAL = ("host", "guest"), ("clip", "announcer", "sponsor", "crowd")

# The same person has two turns in a row in 1 of 60 of 1,588 turns of podcast interviews, 1 of 15 of
# a broadcast's text; around idents and credits, which stand in paragraphs of their own, often.
SAME_AGAIN, SAME_AROUND_IDENTS = 0.04, 0.5
# Where three and more speak, whoever spoke before last is back in 3 of 4 turns (849 counted), and
# hosts and guests alternate more than they follow their like. Higher values follow names less.
BACK_AGAIN, HOST_TO_GUEST, GUEST_TO_HOST = 2.2, 1.6, 4.0
# A host mostly stays with one guest for some questions. Judged: higher follows names less.
GUEST_AGAIN = 4.0
# Where several are greeted or thanked together, one answers after the other.
GUEST_TO_GUEST = 0.5
# Special speech before its phrases are read: how often it begins, and how often it goes on.
BEGINS = (0.05, 0.02, 0.02, 0.001)
GOES_ON = (0.35, 0.1, 0.2, 0.0)


@dataclass(frozen=True, slots=True)
class Habits:
    """How turns follow one another at one kind of turn."""

    same: float = SAME_AGAIN
    host_again: float = BACK_AGAIN
    guest_again: float = GUEST_AGAIN
    to_host: float = GUEST_TO_HOST


# Kinds of turns: where somebody has just been called by name, who spoke before last says nothing.
ELSEWHERE, AROUND_IDENTS, TO_SEVERAL, CALLED = 0, 1, 2, 3


def moves(present: Array, asking: Array) -> Array:
    """Give [kinds, states, states, states] for one party.

    `present` and `asking` [people + nameless] say who is there and who of them asks.
    """
    return np.stack(
        [
            _moves(present, asking, Habits()),
            _moves(present, asking, Habits(same=SAME_AROUND_IDENTS)),
            _moves(present, asking, Habits(to_host=GUEST_TO_GUEST)),
            _moves(present, asking, Habits(host_again=1.0, guest_again=1.0)),
        ]
    )


def _moves(present: Array, asking: Array, habits: Habits) -> Array:
    persons = len(present)
    states = persons + len(SPECIAL)
    table = np.zeros((states, states, states))
    there = np.concatenate([present, BEGINS])
    for b in range(states):
        for a in range(states):
            row = there.copy()
            if a != b and a < persons:
                row[a] *= habits.host_again if asking[a] else habits.guest_again
            if b < persons:
                across = HOST_TO_GUEST if asking[b] else habits.to_host
                row[:persons] *= np.where(asking != asking[b], across, 1.0)
            row[b] = 0.0
            stays = habits.same if b < persons else GOES_ON[b - persons]
            total = row.sum()
            table[a, b] = row / total * (1 - stays) if total else 0.0
            table[a, b, b] = stays if total else 1.0
    return table
