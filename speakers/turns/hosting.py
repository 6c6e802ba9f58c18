"""Estimate who hosts by how people are named: hosts introduce guests and are named less often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from speakers.decision.assignment import probability_of
from speakers.evidence.name_cues import NameCue
from speakers.people.person import Person, resolve_name
from speakers.phrases.phrases import Phrases
from speakers.roles import is_host_role
from speakers.text.mentions import plain_text
from speakers.turns.chain import Array
from speakers.turns.emissions import ends_with_question
from speakers.turns.lines import Line

# Prior log-odds that a person of the cast hosts; `WEIGHTS` has the log-odds of features. Ridge
# regression (`python -m benchmarks.labels --fit-hosts`) on 30 podcast interviews gives a prior of
# 1.24 and weights of 0.53, -0.66, 0.51, -1.07, -0.79, -0.65 and 0.14. The values here are near the
# fitted ones, but set by hand: three of the seven shows have the same hosts, who are seldom named,
# and with the fitted prior, fewer of the names with a probability of at least 0.9 were right.
# Broadcasts open with the host's name. The weight of a question before the opening, which belongs
# to a clip, was not fitted.
HOSTS = 0.3
# Prior log-odds that a person outside the cast hosts. Usually only one of several named people
# hosts. Set by hand.
HOSTS_UNEXPECTED = -0.85
# All people who are known only from the conversation have these features, so the features are no
# evidence about these people.
OF_EXPECTED_PEOPLE = frozenset({"full name", "received", "thanked at the end"})
WEIGHTS: Mapping[str, float] = {
    "opens with the own name": 2.4,
    "asks before the opening": -1.2,
    "introduced": -0.8,
    "a colleague": 0.7,
    "full name": -1.1,
    "received": -0.6,
    "thanked at the end": -0.7,
    "never named": 0.4,
}
# Probability that a role from the cast or a document is right and the only role.
ROLE_HOLDS = 0.95
OPENING_TURNS, CLOSING_TURNS = 2, 6
# Number of turns that are searched for the opening, because a clip of the talk may precede it.
LATEST_OPENING = 8
# An ambiguous name counts for a person if it means that person with at least this probability.
MEANT = 0.5


def host_probabilities(
    people: Sequence[Person], cues: Sequence[NameCue], lines: Sequence[Line], phrases: Phrases
) -> tuple[float, ...]:
    """Return the probability that each person, if present, hosts.

    If the role of a person is known, it decides; otherwise, the way the person is named does.
    """
    prior = [HOSTS if person.source == "cast" else HOSTS_UNEXPECTED for person in people]
    odds = prior + naming_features(people, cues, lines, phrases) @ np.array([*WEIGHTS.values()])
    return tuple(
        float(probability_of(odd))
        if person.role is None
        else ROLE_HOLDS
        if is_host_role(person.role)
        else 1 - ROLE_HOLDS
        for person, odd in zip(people, odds, strict=True)
    )


def naming_features(
    people: Sequence[Person], cues: Sequence[NameCue], lines: Sequence[Line], phrases: Phrases
) -> Array:
    """Return a table [people, features] that has 1 if the person has the feature, else 0.

    The features are in the order of `WEIGHTS`.
    """
    true: list[set[str]] = [set() for _ in people]
    named = set[int]()
    opening = _find_opening_turn(lines, phrases)
    for cue in cues:
        meant = [p for p, s in resolve_name(cue.name, people, phrases).items() if s >= MEANT]
        named.update(meant)
        for person in meant:
            true[person].update(_find_features_of_cue(cue, lines, opening, phrases))
    for i, somebody in enumerate(people):
        if i not in named and somebody.source == "cast":
            true[i].add("never named")
        if somebody.source == "recording":
            true[i] -= OF_EXPECTED_PEOPLE
    return np.array([[float(f in own) for f in WEIGHTS] for own in true]).reshape(-1, len(WEIGHTS))


def _find_opening_turn(lines: Sequence[Line], phrases: Phrases) -> int:
    """Return the turn that opens the programme: 0 unless a clip of the talk precedes it."""
    opens = phrases.role_phrases.opens_programme
    for turn, line in enumerate(lines[:LATEST_OPENING]):
        if any(opens.search(plain_text(sentence)) for sentence in line.passage.sentences):
            return turn
    return 0


def _find_features_of_cue(
    cue: NameCue, lines: Sequence[Line], opening: int, phrases: Phrases
) -> set[str]:
    if cue.kind == "introduces-self":
        if cue.turn < opening and ends_with_question(lines[cue.turn], phrases):
            return {"asks before the opening"}
        return {"opens with the own name"} if cue.turn < opening + OPENING_TURNS else set()
    near = _join_sentences_around(cue, lines[cue.turn])
    thanked = any(word.strip(",") in phrases.naming.words_of_thanks for word in near.split())
    true = {
        "full name": " " in cue.name,
        "introduced": cue.kind == "introduced" and bool(cue.targets),
        "a colleague": cue.kind == "introduced" and not cue.targets,
        "received": bool(
            phrases.role_phrases.host_phrases.search(near)
            or phrases.role_phrases.receives_guest.search(near)
        ),
        "thanked at the end": thanked and cue.turn >= len(lines) - CLOSING_TURNS,
    }
    return {feature for feature, holds in true.items() if holds}


def _join_sentences_around(cue: NameCue, line: Line) -> str:
    """Return the sentences of a turn that have the cue's name, and the sentences beside them."""
    said = [plain_text(sentence) for sentence in line.passage.sentences]
    name = cue.name.lower().split()
    there = [i for i, sentence in enumerate(said) if all(word in sentence for word in name)]
    around = {j for i in there for j in (i - 1, i, i + 1) if 0 <= j < len(said)}
    return " ".join(said[i] for i in sorted(around))
