"""Estimate how reliable the likeliest speaker of each turn is, from the evidence around the turn.

A posterior assumes that the turns of a text are whole. Where turns are missing, joined or split,
the names in the turns that follow may be swapped although each posterior is high. Two features show
whether names are swapped: whether the people who are hosts sound like hosts, and the distance to
the nearest turn at which a name cue supports the turn's name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp

import numpy as np
from numpy.typing import NDArray

from speakers.evidence.name_cues import NameCue
from speakers.people.person import Person, resolve_name
from speakers.phrases.phrases import Phrases
from speakers.turns.chain import Array
from speakers.turns.posteriors import SPECIAL

# Weights for the log-odds that the likeliest person speaks, fitted by logistic regression (`python
# -m benchmarks.labels --fit-confidence`) to 30 podcast interviews, with whole and with damaged
# turns. Interviews of two people were also used without the evidence that tells hosts from guests.
WITH_CAST: Mapping[str, float] = {
    "always": -0.2,
    "log-odds": 0.97,
    "people beyond two": 0.14,
    "people beyond two x log-odds": -0.18,
    "two people, sides agree in the text": 5.55,
    "sides agree near": 0.04,
    "in paragraphs": -0.14,
}
# Weights if neither cast nor documents have names, so that it is unknown who else speaks. Values of
# -0.61, 0.53 and 2.46 were fitted. The third was halved by hand, because sides do not tell two
# guests apart, and the first was raised to compensate.
WITHOUT_CAST: Mapping[str, float] = {
    "always": -0.4,
    "log-odds": 0.53,
    "sides agree near": 1.2,
}
FEATURES = tuple(WITH_CAST)
# Upper limit of the log-odds: `AT_NAME` for a turn at which a name cue supports the turn's name.
# For other turns, the limit falls with the distance to such a turn, and rises if the hosts in the
# turns nearby sound like hosts. It is lower if speeches are split into paragraphs, because a person
# who is asked may answer some lines later. Set by hand; the limit is never below `LEAST_LIMIT`.
AT_NAME, PER_LOG_TURN, PER_AGREEMENT, IN_PARAGRAPHS, LEAST_LIMIT = 5.0, 2.0, 20.0, 6.0, 2.0
# Lower limit of the log-odds if two people speak, so that the likelier of two names is not withheld
# because hosts do not sound like hosts, as when two hosts talk to each other: the slope times the
# posterior's log-odds, and at most `MOST_KEPT`. It applies if fewer than `SURELY_TWO` people beyond
# two are expected, and if the probability of paragraphs is below `IN_WHOLE_SPEECHES`. The slope was
# fitted to ten undamaged interviews of two people; the other values were set by hand.
PAIR_SLOPE, MOST_KEPT, SURELY_TWO, IN_WHOLE_SPEECHES = 1.5, 0.8, 0.5, 0.5
# A name cue supports the name of a turn if the cue refers to the turn's speaker with at least this
# probability.
LEAST_AGREEING = 0.3
# Distances of more than `FAR` turns count as `FAR`. The weight of nearby evidence falls by a factor
# of e every `NEAR` turns.
FAR, NEAR = 60.0, 8.0
# Least distance of a probability from 0 and from 1, so that its log-odds are finite.
LEAST = 1e-6


def confidence_features(
    posteriors: Array,
    *,
    hosting: Array,
    host_log_odds: Array,
    expected_people: float,
    in_paragraphs: float,
) -> Array:
    """Return the features [turns, features] of the likeliest speaker of each turn.

    `posteriors` has the shape [turns, people + unnamed + special]. `hosting` [people] is the
    probability that each person hosts, and `host_log_odds` [turns] how much the words of a turn
    sound like a host's. `expected_people` is the expected number of people, and
    `in_paragraphs` the probability that speeches are split into paragraphs.
    """
    turns = len(posteriors)
    best = posteriors.argmax(axis=1)
    top = np.clip(posteriors.max(axis=1), LEAST, 1 - LEAST)
    log_odds = np.log(top / (1 - top))
    beyond_two = float(np.clip(expected_people - 2, 0, 2))
    asks = np.concatenate([hosting, [1.0, 0.0], np.full(len(SPECIAL), 0.5)])
    sides = (2 * asks[best] - 1) * np.tanh(host_log_odds / 2)
    whole = np.ones(turns)
    return np.stack(
        [
            whole,
            log_odds,
            whole * beyond_two,
            log_odds * beyond_two,
            whole * max(0.0, 1 - beyond_two) * (sides.mean() if turns else 0.0),
            _sum_near(sides) / _sum_near(whole),
            whole * in_paragraphs,
        ],
        axis=1,
    )


def score_confidence(features: Array, distances: Array, weights: Mapping[str, float]) -> Array:
    """Return the log-odds [turns] that the likeliest speaker is right.

    `distances` [turns] are the distances that `name_distances` returns.
    """
    scores: Array = features @ np.array([weights.get(name, 0.0) for name in FEATURES])
    agreement = np.maximum(0.0, features[:, FEATURES.index("sides agree near")])
    split = features[:, FEATURES.index("in paragraphs")]
    limit = AT_NAME - PER_LOG_TURN * np.log1p(distances) + PER_AGREEMENT * agreement
    limit -= IN_PARAGRAPHS * split
    capped: Array = np.minimum(scores, np.maximum(LEAST_LIMIT, limit))
    return capped


def raise_for_two_people(scores: Array, features: Array) -> Array:
    """Return log-odds [turns] that are not below the lower limit for two people from a cast."""
    posterior = features[:, FEATURES.index("log-odds")]
    beyond_two = features[:, FEATURES.index("people beyond two")]
    in_paragraphs = features[:, FEATURES.index("in paragraphs")]
    is_pair = (beyond_two < SURELY_TWO) & (in_paragraphs < IN_WHOLE_SPEECHES)
    limit = np.minimum(PAIR_SLOPE * posterior, MOST_KEPT)
    raised: Array = np.where(is_pair, np.maximum(scores, limit), scores)
    return raised


def name_distances(
    posteriors: Array, people: Sequence[Person], cues: Sequence[NameCue], phrases: Phrases
) -> Array:
    """Return each turn's distance [turns] to the nearest turn that has a name cue for its speaker.

    The distance is a number of turns, at most `FAR`; it is 0 for a turn that has such a cue itself.
    """
    best = posteriors.argmax(axis=1)
    is_named: NDArray[np.bool_] = np.zeros(len(best), dtype=np.bool_)
    for cue in cues:
        if cue.kind == "mentioned":
            continue
        for person, share in resolve_name(cue.name, people, phrases).items():
            for turn, part in cue.targets:
                if best[turn] == person and cue.probability * share * part >= LEAST_AGREEING:
                    is_named[turn] = True
    nearest = np.full(len(best), FAR)
    for order in (range(len(best)), range(len(best) - 1, -1, -1)):
        distance = FAR
        for turn in order:
            distance = 0.0 if is_named[turn] else min(FAR, distance + 1)
            nearest[turn] = min(nearest[turn], distance)
    return nearest


def _sum_near(values: Array) -> Array:
    """Return sums [turns] of the values around each turn, weighted by nearness."""
    decay = exp(-1 / NEAR)
    result = values.copy()
    for order in (range(len(values)), range(len(values) - 1, -1, -1)):
        total = 0.0
        for turn in order:
            result[turn] += total
            total = decay * (total + values[turn])
    return result
