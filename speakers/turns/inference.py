"""Infer the speakers of all turns, averaged over the hypotheses of who is present."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from speakers.evidence.name_cues import NameCue
from speakers.people.person import Person
from speakers.phrases.phrases import Phrases
from speakers.turns.calibration import calibrate
from speakers.turns.chain import (
    Array,
    MarkovChain,
    Transitions,
    forward_backward,
    hypothesis_weights,
)
from speakers.turns.confidence import (
    WITH_CAST,
    WITHOUT_CAST,
    confidence_features,
    name_distances,
    raise_for_two_people,
    score_confidence,
)
from speakers.turns.continuation import continuation_ratios, estimate_repeats
from speakers.turns.emissions import TurnEvidence
from speakers.turns.hypotheses import (
    MOST_PARTIES,
    AttendanceHypothesis,
    likeliest_hypotheses,
    split_by_repeats,
)
from speakers.turns.lines import Line
from speakers.turns.posteriors import NAMELESS, SPECIAL
from speakers.turns.style import count_words, score_style
from speakers.turns.transitions import BEGINS, turn_transitions
from speakers.turns.turn_taking import EVEN_TURN_TAKING
from speakers.turns.weights import FITTED, TextWeights

# Exponent of the posteriors of turns with at least `SHARP_FROM_WORDS` words. Calibrated on 10
# podcast interviews: with it, the share of correct turns differs from the probability by at most
# about 0.1, in each of six ranges of turn length and four ranges of probability.
SHARPNESS, SHARP_FROM_WORDS = 1.4, 24
# Log-likelihood of absent speakers: finite, but lower than any sum of cues.
NEVER = -1e6
# Maximum number of float64 numbers in memory, and minimum number of hypotheses. A long text or a
# large cast reduces the number of hypotheses, but never below this minimum.
ROOM, FEWEST_PARTIES = 40_000_000, 4
# Number of hypotheses whose speakers' style is learned, and number of rounds of learning; larger
# values change little.
MOST_REFINED, STYLE_ROUNDS = 16, 2
# Least divisor, for people who are present in no hypothesis.
LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class InferredSpeakers:
    """Posterior probabilities of who speaks each turn, and of who hosts.

    `speakers` has the shape [turns, people + unnamed + special], `hosting` the shape [people].
    `host_or_guest` [turns, 2] is the probability that a host speaks, and that a guest speaks.
    `confidence_features` [turns, features] and `name_distances` [turns] are the evidence for how
    reliable the likeliest speaker of each turn is.
    """

    speakers: Array
    hosting: Array
    host_or_guest: Array
    confidence_features: Array
    name_distances: Array


def infer_speakers(
    people: Sequence[Person],
    host_probabilities: Sequence[float],
    words: TurnEvidence,
    lines: Sequence[Line],
    cues: Sequence[NameCue],
    phrases: Phrases,
    weights: TextWeights = FITTED,
) -> InferredSpeakers:
    """Infer who speaks; `host_probabilities` [people] is the prior probability of hosting."""
    known = any(person.source in ("cast", "context") for person in people)
    if not known:
        # Without known people it did not help (decision 0032).
        weights = replace(weights, turn_taking=EVEN_TURN_TAKING)
    states = len(people) + len(NAMELESS) + len(SPECIAL)
    room = ROOM // (states**2 * max(len(lines), 1))
    ratios = continuation_ratios(lines, phrases)
    in_paragraphs = estimate_repeats(ratios)
    hypotheses = split_by_repeats(
        likeliest_hypotheses(
            people, host_probabilities, max(FEWEST_PARTIES, min(MOST_PARTIES, room))
        ),
        weights.same_if_alternating,
        in_paragraphs,
    )
    there, asking = (
        _build_attendance_matrix(hypotheses, len(people)),
        _build_host_matrix(hypotheses, len(people)),
    )
    start = np.concatenate([there, np.tile(BEGINS, (len(hypotheses), 1))], axis=1)
    start /= start.sum(axis=1, keepdims=True)
    equals = _are_two_hosts(people, there, asking)
    emissions = _combine_emissions(words, there, asking, equals, weights)
    transitions = _combine_transitions(hypotheses, ratios, lines, cues, phrases, weights)
    chain = MarkovChain(emissions, there, asking, transitions, start)
    likelihoods, who = forward_backward(chain)
    present = there[:, : len(people)]
    absent = weights.cues * words.if_absent
    priors = np.array([party.log_prior for party in hypotheses]) + (1 - present) @ absent
    shares = hypothesis_weights(likelihoods, priors, weights.trust)
    repeats = (hypothesis.repeats for hypothesis in hypotheses)
    split = float(shares @ [rate is not None and rate == in_paragraphs for rate in repeats])
    likeliest = np.argsort(-shares)[:MOST_REFINED]
    asking, there, present = asking[likeliest], there[likeliest], present[likeliest]
    shares = shares[likeliest] / shares[likeliest].sum()
    alike = equals[likeliest]
    who = who[likeliest]
    if known:
        who = _refine_by_style(chain.select(likeliest), who, alike, lines, weights.style)
    powers = np.array([SHARPNESS if line.words >= SHARP_FROM_WORDS else 1.0 for line in lines])
    sharp = np.einsum("h,hts->ts", shares, who) ** powers[:, None]
    sharp /= sharp.sum(axis=1, keepdims=True)
    host = shares @ (asking[:, : len(people)] * present)
    persons = len(people) + len(NAMELESS)
    asked = np.einsum("h,hts,hs->t", shares, who[:, :, :persons], asking)
    spoken = np.einsum("h,hts->t", shares, who[:, :, :persons])
    hosting = host / np.maximum(shares @ present, LEAST)
    features = confidence_features(
        sharp,
        hosting=hosting,
        host_log_odds=words.host_log_odds,
        expected_people=float((shares @ there).sum()),
        in_paragraphs=split,
    )
    distances = name_distances(sharp, people, cues, phrases)
    reliable = score_confidence(features, distances, WITH_CAST if known else WITHOUT_CAST)
    if known:
        reliable = raise_for_two_people(reliable, features)
    return InferredSpeakers(
        calibrate(sharp, reliable),
        hosting,
        np.stack([asked, spoken - asked], axis=1),
        features,
        distances,
    )


def _combine_transitions(
    hypotheses: Sequence[AttendanceHypothesis],
    ratios: Array,
    lines: Sequence[Line],
    cues: Sequence[NameCue],
    phrases: Phrases,
    weights: TextWeights,
) -> Transitions:
    rates = sorted({weights.same, *(h.repeats for h in hypotheses if h.repeats is not None)})
    read = [turn_transitions(lines, cues, phrases, replace(weights, same=r)) for r in rates]
    column = [rates.index(weights.same if h.repeats is None else h.repeats) for h in hypotheses]
    same = np.stack([transitions.same_speaker for transitions in read], axis=1)[:, column]
    # If speeches are not split into paragraphs and a speaker has two turns in a row, in half of the
    # cases the text lacks a turn between them. The words of the two turns do not show that a turn
    # is missing.
    split = np.array([h.repeats not in (None, weights.same_if_alternating) for h in hypotheses])
    ratio = np.where(split, ratios[:, None], (1 + ratios[:, None]) / 2)
    return replace(read[0], same_speaker=same, continuation_ratio=ratio)


def _refine_by_style(
    chain: MarkovChain,
    speaker_posteriors: Array,
    are_two_hosts: NDArray[np.bool_],
    lines: Sequence[Line],
    weight: float,
) -> Array:
    """Return the posteriors [hypotheses, turns, states], refined by the style of each speaker.

    Each hypothesis learns from its own posteriors and keeps its weight, because style does not show
    which of two people is the host. Hypotheses of two hosts who talk to each other
    (`are_two_hosts`) are not refined, because all turns would reinforce the guess about the first
    turn.
    """
    words = count_words(lines)
    persons = chain.is_host.shape[1]
    for _ in range(STYLE_ROUNDS):
        emissions = chain.emissions.copy()
        for hypothesis in np.flatnonzero(~are_two_hosts):
            own = speaker_posteriors[hypothesis, :, :persons]
            emissions[hypothesis, :, :persons] += weight * score_style(words, own)
        _, speaker_posteriors = forward_backward(replace(chain, emissions=emissions))
    return speaker_posteriors


def _build_attendance_matrix(hypotheses: Sequence[AttendanceHypothesis], people: int) -> Array:
    return np.array(
        [
            [
                *(float(p in party.present) for p in range(people)),
                party.unnamed_host,
                party.unnamed_guest,
            ]
            for party in hypotheses
        ],
        dtype=np.float64,
    )


def _build_host_matrix(hypotheses: Sequence[AttendanceHypothesis], people: int) -> Array:
    return np.array(
        [[*(float(p in party.hosts) for p in range(people)), 1.0, 0.0] for party in hypotheses]
    )


def _are_two_hosts(
    people: Sequence[Person], attendance: Array, host_matrix: Array
) -> NDArray[np.bool_]:
    """Mark the hypotheses in which two people are present, both from the cast and both hosts."""
    expected = np.zeros(attendance.shape[1])
    expected[: len(people)] = [person.source == "cast" for person in people]
    if expected.sum() != 2:
        return np.zeros(len(attendance), dtype=np.bool_)
    hosts: NDArray[np.bool_] = ((attendance == expected) & (host_matrix >= expected)).all(axis=1)
    return hosts


def _combine_emissions(
    turn_evidence: TurnEvidence,
    attendance: Array,
    host_matrix: Array,
    are_two_hosts: NDArray[np.bool_],
    weights: TextWeights,
) -> Array:
    turns, people = turn_evidence.by_person.shape
    persons = people + len(NAMELESS)
    table = np.zeros((len(attendance), turns, persons + len(SPECIAL)))
    # A cue for somebody who is in the conversation is evidence against everybody else.
    against = np.einsum("hp,tp->htp", attendance[:, :people], turn_evidence.cued_other)
    names = against.sum(axis=2, keepdims=True) + np.zeros_like(table)
    names[:, :, :people] += turn_evidence.by_person + turn_evidence.before_named - against
    table += weights.cues * names
    hosting = weights.hosting * turn_evidence.host_log_odds
    sides = hosting[:, None] * np.where(host_matrix > 0, 0.5, -0.5)[:, None]
    # Two hosts who talk to each other speak half of the time like a host, half like a guest.
    of_two_hosts = np.log(np.cosh(hosting / 2))[:, None]
    table[:, :, :persons] += np.where(are_two_hosts[:, None, None], of_two_hosts, sides)
    table[:, :, persons:] += turn_evidence.special_speech
    table[:, :, :persons] += np.where(attendance > 0, 0.0, NEVER)[:, None]
    return table
