"""All hypotheses of who is there, weighed by how well each explains the text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from speakers.evidence.clues import Clue
from speakers.people.person import Person
from speakers.phrases.phrases import Phrases
from speakers.turns.chain import Array, Chain, average, solve
from speakers.turns.emissions import Evidence, furniture, speaks_to_several
from speakers.turns.lines import Line
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
from speakers.turns.parties import MOST_PARTIES, Party, parties

# Clues of one text depend on one another: what they say of who is there counts by this much.
TRUST = 0.6
# Allowing for that leaves turns of many words less sure than they are; short ones are as sure as
# they seem. Calibrated on 10 podcast interviews: with these powers as many turns were right as the
# probability says, in all of six lengths and four ranges to within about 0.1. 1 changes nothing.
SHARPNESS, SHARP_FROM_WORDS = 1.4, 24
# Nobody who is not there speaks: less than any sum of clues, and no infinity to calculate with.
NEVER = -1e6
# Numbers that are held at once (8 bytes each): where a text is long or a cast large, fewer
# hypotheses are followed instead.
ROOM, FEWEST_PARTIES = 40_000_000, 4
# Of somebody who is there under no hypothesis it does not matter who asks.
LEAST = 1e-9


def weighed(
    people: Sequence[Person],
    asks: Sequence[float],
    words: Evidence,
    lines: Sequence[Line],
    clues: Sequence[Clue],
    phrases: Phrases,
) -> tuple[Array, Array]:
    """Give who speaks [turns, people + nameless + special] and who asks, if there, [people].

    `asks` is how likely each person asks the questions before the words are read.
    """
    kinds = _kinds(lines, clues, phrases)
    states = len(people) + len(NAMELESS) + len(SPECIAL)
    room = ROOM // (states**2 * max(len(kinds), states))
    hypotheses = parties(people, asks, max(FEWEST_PARTIES, min(MOST_PARTIES, room)))
    there, asking = _there(hypotheses, len(people)), _asking(hypotheses, len(people))
    start = np.concatenate([there, np.tile(BEGINS, (len(hypotheses), 1))], axis=1)
    start /= start.sum(axis=1, keepdims=True)
    emissions = _emissions(words, there, asking)
    likelihoods, who = solve(Chain(emissions, moves(there, asking), kinds, start))
    present = there[:, : len(people)]
    priors = np.array([party.prior for party in hypotheses]) + (1 - present) @ words.absent
    shares = average(likelihoods, priors, TRUST)
    powers = np.array([SHARPNESS if line.words >= SHARP_FROM_WORDS else 1.0 for line in lines])
    sharp = np.einsum("h,hts->ts", shares, who) ** powers[:, None]
    sharp /= sharp.sum(axis=1, keepdims=True)
    host = shares @ (asking[:, : len(people)] * present)
    return sharp, host / np.maximum(shares @ present, LEAST)


def _kinds(lines: Sequence[Line], clues: Sequence[Clue], phrases: Phrases) -> NDArray[np.intp]:
    """Say of which kind each turn is: around an ident, after a call by name, elsewhere."""
    kinds = np.full(len(lines), ELSEWHERE, dtype=np.intp)
    called: list[set[str]] = [set() for _ in lines]
    for clue in clues:
        if clue.kind == "addressed":
            called[clue.turn].add(clue.name)
    for turn, line in enumerate(lines):
        if called[turn]:
            kinds[turn + 1 : turn + 2] = CALLED
        if furniture(line, phrases):
            kinds[turn : turn + 2] = AROUND_IDENTS
        if len(called[turn]) > 1 or speaks_to_several(line, phrases):
            kinds[turn + 2 : turn + 3] = TO_SEVERAL
    return kinds


def _there(hypotheses: Sequence[Party], people: int) -> Array:
    return np.array(
        [
            [*(float(p in party.present) for p in range(people)), party.host, party.guest]
            for party in hypotheses
        ],
        dtype=np.float64,
    )


def _asking(hypotheses: Sequence[Party], people: int) -> Array:
    return np.array(
        [[*(float(p in party.asking) for p in range(people)), 1.0, 0.0] for party in hypotheses]
    )


def _emissions(words: Evidence, there: Array, asking: Array) -> Array:
    turns, people = words.own.shape
    persons = people + len(NAMELESS)
    table = np.zeros((len(there), turns, persons + len(SPECIAL)))
    # Where a clue points at somebody who is there, it speaks against all others.
    against = np.einsum("hp,tp->htp", there[:, :people], words.pointed)
    table += against.sum(axis=2, keepdims=True)
    table[:, :, :people] += words.own + words.before - against
    table[:, :, :persons] += words.hosting[:, None] * np.where(asking > 0, 0.5, -0.5)[:, None]
    table[:, :, persons:] += words.special
    table[:, :, :persons] += np.where(there > 0, 0.0, NEVER)[:, None]
    return table
