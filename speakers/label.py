"""Speakers for a text that has no recording, turn by turn, with probabilities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from speakers.cast import Member
from speakers.context import people as people_in
from speakers.evidence.clues import Clue, clues
from speakers.labels import Labels
from speakers.name import BESIDE_THE_NAME
from speakers.people.candidates import candidates, usage
from speakers.people.person import Person
from speakers.turns.chain import Array, Chain, average, solve
from speakers.turns.emissions import Evidence, evidence, furniture, speaks_to_several
from speakers.turns.lines import Line, labelled, read_lines
from speakers.turns.moves import (
    AROUND_IDENTS,
    BEGINS,
    CALLED,
    ELSEWHERE,
    NAMELESS,
    SPECIAL,
    TO_SEVERAL,
    moves,
)
from speakers.turns.outcome import outcome
from speakers.turns.parties import Party, parties
from speakers.turns.reading import Reading
from speakers.turns.shortlist import roles, shortlist
from speakers.turns.tagged import people_of_labels, who_by_label

# Clues of one text depend on one another: what they say of who is there counts by this much.
TRUST = 0.6
# Allowing for that much leaves the turns less sure than they are: calibrated on 10 podcast
# interviews, of whose turns at 0.6 four in five were right, at 0.8 all but 2 %. 1 changes nothing.
SHARPNESS = 1.4
# Nobody who is not there speaks.
NEVER = -1e6


def label(text: str, cast: Sequence[Member] = (), context: Sequence[str] = ()) -> Labels:
    """Give every turn of a text a speaker, or say that none is known."""
    return outcome(read(text, cast, context))


def read(text: str, cast: Sequence[Member], context: Sequence[str]) -> Reading:
    """Read a text under every likely hypothesis of who is there."""
    lines = read_lines(text)
    spoken = tuple(line.passage for line in lines)
    found = clues(spoken)
    written = usage(spoken, found)
    spoken_of = people_in([line.text for line in lines], BESIDE_THE_NAME)
    everybody = candidates(cast, people_in(context), spoken_of, found, written)
    if labelled(lines):
        named = people_of_labels(lines, everybody)
        people = tuple(dict.fromkeys(named.values()))
        who = who_by_label(lines, named, people)
        return Reading(lines, found, people, who, np.array(roles(people, found)))
    people = shortlist(everybody, found, written)
    words = evidence(lines, found, people, written)
    who, asking = _decide(lines, found, words, people)
    return Reading(lines, found, people, who, asking)


def _decide(
    lines: Sequence[Line], found: Sequence[Clue], words: Evidence, people: Sequence[Person]
) -> tuple[Array, Array]:
    hypotheses = parties(people, roles(people, found))
    kinds = _kinds(lines, found)
    emissions = np.stack([_emissions(words, party) for party in hypotheses])
    tables = np.stack([_moves(party, len(people)) for party in hypotheses])
    start = np.stack([_start(party, len(people)) for party in hypotheses])
    likelihoods, who = solve(Chain(emissions, tables, kinds, start))
    missing = [
        sum(words.absent[p] for p in range(len(people)) if p not in h.present) for h in hypotheses
    ]
    priors = np.array([h.prior for h in hypotheses]) + np.array(missing)
    shares = average(likelihoods, priors, TRUST)
    asking = np.array([[p in h.asking for p in range(len(people))] for h in hypotheses])
    present = np.array([[p in h.present for p in range(len(people))] for h in hypotheses])
    there = np.maximum(shares @ present, 1e-9)
    return _sharpened(np.einsum("h,hts->ts", shares, who)), (shares @ asking) / there


def _sharpened(who: Array) -> Array:
    sharp = who**SHARPNESS
    sharp /= sharp.sum(axis=1, keepdims=True)
    return sharp


def _kinds(lines: Sequence[Line], found: Sequence[Clue]) -> NDArray[np.intp]:
    """Say of which kind each turn is: around an ident, after a call by name, elsewhere."""
    kinds = np.full(len(lines), ELSEWHERE, dtype=np.intp)
    called = [
        {c.name for c in found if c.turn == t and c.kind == "addressed"} for t in range(len(lines))
    ]
    for turn, line in enumerate(lines):
        if called[turn]:
            kinds[turn + 1 : turn + 2] = CALLED
        if furniture(line):
            kinds[turn : turn + 2] = AROUND_IDENTS
        if len(called[turn]) > 1 or speaks_to_several(line):
            kinds[turn + 2 : turn + 3] = TO_SEVERAL
    return kinds


def _there(party: Party, people: int) -> Array:
    present = [float(p in party.present) for p in range(people)]
    return np.array([*present, float(party.host), float(party.guest)])


def _asking(party: Party, people: int) -> Array:
    return np.array([*(float(p in party.asking) for p in range(people)), 1.0, 0.0])


def _moves(party: Party, people: int) -> Array:
    return moves(_there(party, people), _asking(party, people))


def _start(party: Party, people: int) -> Array:
    weights = np.array([*_there(party, people), *BEGINS])
    weights /= weights.sum()
    return weights


def _emissions(words: Evidence, party: Party) -> Array:
    turns, people = words.own.shape
    persons = people + len(NAMELESS)
    table = np.zeros((turns, persons + len(SPECIAL)))
    table[:, :people] = words.own + words.before
    here = [p for p in range(people) if p in party.present]
    against = words.pointed[:, here]
    for state in range(table.shape[1]):
        others = [i for i, p in enumerate(here) if p != state]
        table[:, state] += against[:, others].sum(axis=1)
    side = np.where(_asking(party, people) > 0, 0.5, -0.5)
    table[:, :persons] += words.hosting[:, None] * side
    table[:, persons:] += words.special
    table[:, :persons][:, _there(party, people) == 0] = NEVER
    return table
