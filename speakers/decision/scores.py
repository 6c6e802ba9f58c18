"""Compute the log-odds that each voice is each person, summed over all evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from speakers.decision.assignment import Table, log_odds
from speakers.evidence.name_cues import NameCue
from speakers.evidence.role_cues import RoleCues
from speakers.evidence.turn_sentences import TurnSentences
from speakers.people.candidates import NameUsage, name_probability
from speakers.people.person import Person, resolve_name
from speakers.phrases.phrases import Phrases
from speakers.roles import is_host_role
from speakers.voiceprints.match import VoiceMatches

# Likelihood ratio of a mention for the voice that speaks it, because people seldom mention their
# own name. In 20 podcast interviews, 116 mentions named people who were in the conversation; in 16
# of these, speakers mentioned their own name, mostly in quoted speech.
SAYS_OWN_NAME = 0.25
# Cues of one kind are not independent, so n cues count as n to the power of this. With a power of
# 1, thirty weak cues would make a name certain. Set by hand; in the 20 interviews, no name with a
# probability above 0.9 was wrong, even with 8 % of the turns assigned to wrong voices.
REPEATED = 0.65
# Lowest log-odds that all mentions of a name together can give, so that the mentions never outweigh
# one clear address.
MOST_FOR_MENTIONS = -2.0
# A role phrase ("as a filmmaker") adds the first value to the log-odds of a person with that role,
# and the second to those of a person with another role. The third value is the maximum number of
# phrases that count.
SAME_ROLE_PHRASE, OTHER_ROLE_PHRASE, MOST_ROLE_PHRASES = 0.6, -0.3, 2
# Probability that the person who asks the questions is a host.
HOST_CUES_RELIABILITY = 0.9
# Weight of a role that is only inferred from how a person is introduced.
IMPLIED = 0.6

_ROLE_FAMILIES = {
    "novelist": "author",
    "writer": "author",
    "poet": "author",
    "screenwriter": "author",
    "composer": "musician",
    "interviewer": "host",
}


@dataclass(frozen=True, slots=True)
class ScoredCue:
    """A name cue, a person whom it may mean, and the log-odds that it gives each voice."""

    cue: NameCue
    person: int
    log_odds_by_voice: Mapping[str, float]


def score_name_cues(
    cues: Sequence[NameCue],
    turn_sentences: Sequence[TurnSentences],
    people: Sequence[Person],
    voices: Sequence[str],
    usage: NameUsage,
    phrases: Phrases,
) -> tuple[ScoredCue, ...]:
    """Score each name cue for every person whom its name may mean."""
    return tuple(
        ScoredCue(
            cue, person, _compute_probability_by_voice(cue, share * trusted, turn_sentences, voices)
        )
        for cue in cues
        for person, share in resolve_name(cue.name, people, phrases).items()
        for trusted in [_cue_probability(cue, people[person], usage, phrases)]
    )


def build_score_table(
    scored_cues: Sequence[ScoredCue],
    people: Sequence[Person],
    voices: Sequence[str],
    role_cues: Mapping[str, RoleCues],
    matches: VoiceMatches,
) -> Table:
    """Sum all evidence in a table [voices, people].

    Each entry is the log-odds that the voice is this person rather than an unknown person.
    """
    scores = np.zeros((len(voices), len(people)))
    for p, person in enumerate(people):
        scores[:, p] += log_odds(person.presence) - log(max(1, len(voices)))
        for v, voice in enumerate(voices):
            scores[v, p] += role_log_odds(person.role, role_cues[voice])
        sounds = matches.log_odds(person.name)
        scores[:, p] += [sounds.get(voice, 0.0) for voice in voices]
    groups: dict[tuple[int, str], list[ScoredCue]] = {}
    for item in scored_cues:
        groups.setdefault((item.person, item.cue.kind), []).append(item)
    for (p, kind), items in groups.items():
        for v, voice in enumerate(voices):
            total = sum(item.log_odds_by_voice[voice] for item in items) * len(items) ** (
                REPEATED - 1
            )
            scores[v, p] += max(MOST_FOR_MENTIONS, total) if kind == "mentioned" else total
    for p, role in _find_implied_people(scored_cues, people).items():
        for v, voice in enumerate(voices):
            scores[v, p] += IMPLIED * role_log_odds(role, role_cues[voice])
    return scores


def role_log_odds(role: str | None, cues: RoleCues) -> float:
    """Return the log-odds that a voice's role cues add for a person with the given role."""
    if role is None:
        return 0.0
    fits = cues.host_probability if is_host_role(role) else 1 - cues.host_probability
    score = log((HOST_CUES_RELIABILITY * fits + (1 - HOST_CUES_RELIABILITY) * (1 - fits)) / 0.5)
    counts = Counter[bool]()
    for name, count in cues.role_phrase_counts.items():
        counts[same_role_family(name, role)] += count
    return (
        score
        + SAME_ROLE_PHRASE * min(MOST_ROLE_PHRASES, counts[True])
        + OTHER_ROLE_PHRASE * min(MOST_ROLE_PHRASES, counts[False])
    )


def same_role_family(first_role: str, second_role: str) -> bool:
    """Check whether two roles use the same phrases, like novelist and author."""
    return _ROLE_FAMILIES.get(first_role, first_role) == _ROLE_FAMILIES.get(
        second_role, second_role
    )


def _find_implied_people(
    scored_cues: Sequence[ScoredCue], people: Sequence[Person]
) -> dict[int, str]:
    # A person who is introduced is a guest; a person whom a speaker includes ("Ann and I") is a
    # host.
    votes: dict[int, Counter[str]] = {}
    for item in scored_cues:
        if item.cue.kind == "introduced" and people[item.person].role is None:
            side = "guest" if item.cue.targets else "host"
            votes.setdefault(item.person, Counter())[side] += 1
    return {p: sides.most_common(1)[0][0] for p, sides in votes.items()}


def _cue_probability(cue: NameCue, person: Person, usage: NameUsage, phrases: Phrases) -> float:
    return 1.0 if person.source != "recording" else name_probability(cue, usage, phrases)


def _compute_probability_by_voice(
    cue: NameCue,
    name_probability: float,
    turn_sentences: Sequence[TurnSentences],
    voices: Sequence[str],
) -> dict[str, float]:
    # Without the cue, the person is equally likely to be any of the voices or absent. If the cue
    # has its usual meaning, the person is one of the voices, with the probabilities of its targets.
    speaker = turn_sentences[cue.turn].voice
    if cue.kind == "mentioned":
        return {v: name_probability * log(SAYS_OWN_NAME) if v == speaker else 0.0 for v in voices}
    means = cue.probability * name_probability
    shares = _compute_voice_shares(cue, turn_sentences, voices, speaker)
    even = len(voices) + 1
    own = SAYS_OWN_NAME if cue.kind != "introduces-self" else 1.0
    return {
        v: log(means * shares[v] * even + (1 - means) * (own if v == speaker else 1.0))
        - log(1 - means)
        for v in voices
    }


def _compute_voice_shares(
    cue: NameCue, turn_sentences: Sequence[TurnSentences], voices: Sequence[str], speaker: str
) -> dict[str, float]:
    shares = dict.fromkeys(voices, 0.0)
    for turn, share in cue.targets:
        if turn_sentences[turn].voice in shares:
            shares[turn_sentences[turn].voice] += share
    others = [v for v in voices if v != speaker or cue.kind == "introduces-self"]
    left = max(0.0, 1 - sum(shares.values()))
    for v in others:
        shares[v] += left / len(others)
    return shares
