"""How much the evidence speaks for each person behind each voice, in log-odds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from speakers.decision.decide import Table, log_odds
from speakers.evidence.clues import Clue, TurnSentences
from speakers.evidence.manner import Manner
from speakers.people.candidates import Usage, trust
from speakers.people.person import Person, resolve
from speakers.phrases.phrases import Phrases
from speakers.roles import hosts
from speakers.voiceprints.match import Likenesses

# What a voice hardly does with the own name: say it to another, or speak of it as of somebody. Of
# 116 mentions of people present in 20 podcast interviews 16 were their own, most in retold speech.
SAYS_OWN_NAME = 0.25
# Clues of a kind depend on one another (the same voice is misheard again, the same habit misread):
# n of them count as n to the power of this. 1 would make thirty weak ones a certainty. Judged; with
# it no name above 0.9 was wrong on those interviews, also with 8 % of the turns to wrong voices.
REPEATED = 0.65
# Mentions are the weakest clues; together they may not outweigh one plain address.
MOST_FOR_MENTIONS = -2.0
# A phrase that goes with a role ("as a filmmaker"), for a person with it and for one with another.
LEANS, LEANS_ELSEWHERE, MOST_LEANINGS = 0.6, -0.3, 2
# How well asking the questions tells a host.
HOST_MANNER = 0.9
# The same for a role that only the way of being named implies.
IMPLIED = 0.6

_KIN = {
    "novelist": "author",
    "writer": "author",
    "poet": "author",
    "screenwriter": "author",
    "composer": "musician",
    "interviewer": "host",
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A clue for a person: its log-odds for each voice against the person's not being there."""

    clue: Clue
    person: int
    by_voice: Mapping[str, float]


def weigh(
    clues: Sequence[Clue],
    spoken: Sequence[TurnSentences],
    people: Sequence[Person],
    voices: Sequence[str],
    usage: Usage,
    phrases: Phrases,
) -> tuple[Weighed, ...]:
    """Weigh each clue for each person that its name may mean."""
    return tuple(
        Weighed(clue, person, _by_voice(clue, share * trusted, spoken, voices))
        for clue in clues
        for person, share in resolve(clue.name, people, phrases).items()
        for trusted in [_trusted(clue, people[person], usage, phrases)]
    )


def table(
    weighed: Sequence[Weighed],
    people: Sequence[Person],
    voices: Sequence[str],
    manners: Mapping[str, Manner],
    alike: Likenesses,
) -> Table:
    """Sum it all up: [voices, people], log-odds against nobody's being that voice."""
    scores = np.zeros((len(voices), len(people)))
    for p, person in enumerate(people):
        scores[:, p] += log_odds(person.present) - log(max(1, len(voices)))
        for v, voice in enumerate(voices):
            scores[v, p] += by_role(person.role, manners[voice])
        sounds = alike.odds(person.name)
        scores[:, p] += [sounds.get(voice, 0.0) for voice in voices]
    groups: dict[tuple[int, str], list[Weighed]] = {}
    for item in weighed:
        groups.setdefault((item.person, item.clue.kind), []).append(item)
    for (p, kind), items in groups.items():
        for v, voice in enumerate(voices):
            total = sum(item.by_voice[voice] for item in items) * len(items) ** (REPEATED - 1)
            scores[v, p] += max(MOST_FOR_MENTIONS, total) if kind == "mentioned" else total
    for p, role in _implied(weighed, people).items():
        for v, voice in enumerate(voices):
            scores[v, p] += IMPLIED * by_role(role, manners[voice])
    return scores


def by_role(role: str | None, manner: Manner) -> float:
    """Give the log-odds that a voice's manner adds for a person with a role."""
    if role is None:
        return 0.0
    fits = manner.host if hosts(role) else 1 - manner.host
    score = log((HOST_MANNER * fits + (1 - HOST_MANNER) * (1 - fits)) / 0.5)
    counts = Counter[bool]()
    for name, count in manner.leanings.items():
        counts[alike_roles(name, role)] += count
    return (
        score
        + LEANS * min(MOST_LEANINGS, counts[True])
        + LEANS_ELSEWHERE * min(MOST_LEANINGS, counts[False])
    )


def alike_roles(one: str, other: str) -> bool:
    """Say whether two roles go with the same turns of phrase (a novelist's and an author's)."""
    return _KIN.get(one, one) == _KIN.get(other, other)


def _implied(weighed: Sequence[Weighed], people: Sequence[Person]) -> dict[int, str]:
    # Who is introduced is a guest, whom a voice counts to its own side ("Ann and I") another host.
    votes: dict[int, Counter[str]] = {}
    for item in weighed:
        if item.clue.kind == "introduced" and people[item.person].role is None:
            side = "guest" if item.clue.targets else "host"
            votes.setdefault(item.person, Counter())[side] += 1
    return {p: sides.most_common(1)[0][0] for p, sides in votes.items()}


def _trusted(clue: Clue, person: Person, usage: Usage, phrases: Phrases) -> float:
    return 1.0 if person.source != "recording" else trust(clue.name, usage, phrases)


def _by_voice(
    clue: Clue, sure: float, spoken: Sequence[TurnSentences], voices: Sequence[str]
) -> dict[str, float]:
    # A person may be any of the voices or absent, all alike before the clue; as far as it is sure
    # to mean what it seems to, the person sits where its targets say.
    speaker = spoken[clue.turn].voice
    if clue.kind == "mentioned":
        return {v: sure * log(SAYS_OWN_NAME) if v == speaker else 0.0 for v in voices}
    means = clue.sure * sure
    shares = _shares(clue, spoken, voices, speaker)
    even = len(voices) + 1
    own = SAYS_OWN_NAME if clue.kind != "introduces-self" else 1.0
    return {
        v: log(means * shares[v] * even + (1 - means) * (own if v == speaker else 1.0))
        - log(1 - means)
        for v in voices
    }


def _shares(
    clue: Clue, spoken: Sequence[TurnSentences], voices: Sequence[str], speaker: str
) -> dict[str, float]:
    shares = dict.fromkeys(voices, 0.0)
    for turn, share in clue.targets:
        if spoken[turn].voice in shares:
            shares[spoken[turn].voice] += share
    others = [v for v in voices if v != speaker or clue.kind == "introduces-self"]
    left = max(0.0, 1 - sum(shares.values()))
    for v in others:
        shares[v] += left / len(others)
    return shares
