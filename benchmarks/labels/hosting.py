"""Fit the probability that a person is a host from how the person is named; test across shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from benchmarks.labels.texts import Interview
from speakers.label import read_evidence
from speakers.phrases.english.phrases import PHRASES
from speakers.roles import is_host_role
from speakers.turns.hosting import HOSTS, WEIGHTS, naming_features

# Penalty on the squared weights, strong because there are few shows.
RIDGE = 1.5
# Number of interviews of one show that make a person its host, if the truth has no roles.
REGULAR = 3


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person in an interview: features of how they are named, and whether they host."""

    show: str
    features: np.ndarray
    is_host: bool


def named_people(interviews: Sequence[Interview]) -> list[NamedPerson]:
    """Extract the features of all speakers of interviews that have both hosts and guests."""
    known = find_hosts(interviews)
    people = []
    for interview in interviews:
        hosts = known[interview.name]
        if not 0 < len(hosts) < len(interview.speakers):
            continue
        evidence = read_evidence(interview.text, PHRASES, interview.cast)
        features = naming_features(evidence.likely_people, evidence.cues, evidence.lines, PHRASES)
        people += [
            NamedPerson(interview.show, row, person.name in hosts)
            for person, row in zip(evidence.likely_people, features, strict=True)
            if person.name in interview.speakers
        ]
    return people


def fit(people: Sequence[NamedPerson]) -> np.ndarray:
    """Return the prior and the weights, in the order of `WEIGHTS`."""
    table = np.array([[1.0, *person.features] for person in people])
    truth = np.array([person.is_host for person in people], dtype=float)

    def penalized_loss(weights: np.ndarray) -> float:
        odds = table @ weights
        errors = np.logaddexp(0.0, odds) - truth * odds
        return float(errors.sum() + RIDGE * (weights[1:] ** 2).sum())

    found: np.ndarray = minimize(penalized_loss, np.zeros(table.shape[1])).x
    return found


def loss(people: Sequence[NamedPerson], weights: np.ndarray) -> float:
    """Return the mean negative log-probability of the truth."""
    odds = np.array([[1.0, *person.features] for person in people]) @ weights
    truth = np.array([person.is_host for person in people])
    return float(np.logaddexp(0.0, np.where(truth, -odds, odds)).mean())


def report_hosting(halves: Mapping[str, Sequence[Interview]]) -> None:
    """Fit the weights to the first half; print them, the loss of its shows, and of both halves."""
    people = {half: named_people(interviews) for half, interviews in halves.items()}
    developed = people["developed"]
    present = np.array([HOSTS, *WEIGHTS.values()])
    weights = fit(developed)
    for name, value in zip(("prior", *WEIGHTS), weights, strict=True):
        print(f"  {name:24}{value:7.2f}")
    print("mean loss of a person: present weights, fitted to the other shows")
    for show in sorted({person.show for person in developed}):
        own = [person for person in developed if person.show == show]
        others = fit([person for person in developed if person.show != show])
        print(f"  {show:24}{loss(own, present):7.3f}{loss(own, others):8.3f}")
    for half, group in people.items():
        print(f"  {half:24}{loss(group, present):7.3f}{loss(group, weights):8.3f}")


def find_hosts(interviews: Sequence[Interview]) -> dict[str, set[str]]:
    """Return the hosts of each interview, by their roles.

    People without a role are hosts if they speak in several interviews of the show.
    """
    spoken = Counter((i.show, speaker) for i in interviews for speaker in i.speakers)
    return {
        i.name: {
            turn.speaker
            for turn in i.turns
            if (is_host_role(turn.role) if turn.role else spoken[i.show, turn.speaker] >= REGULAR)
        }
        for i in interviews
    }
