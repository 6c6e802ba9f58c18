"""Select the people who are likely enough to be considered in the hypotheses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log

from speakers.decision.assignment import log_odds
from speakers.evidence.name_cues import NameCue
from speakers.people.candidates import NameUsage, name_probability
from speakers.people.person import Person, resolve_name
from speakers.phrases.phrases import Phrases

# Maximum number of people who are considered if there is no cast, and maximum number of people who
# are considered in addition to a large cast. Each person doubles the number of hypotheses, and
# broadcasts with more named guests are rare.
MOST_NAMED, BESIDE_THE_CAST = 5, 2
# Prior probability that a member of the cast speaks in a text, fitted with `TextWeights`. It is
# higher than for a recording, where the number of voices is known.
EXPECTED = 0.97
# Factor by which the prior probability of people outside the cast is multiplied.
OUTSIDE_THE_CAST = 0.2
# A person is considered if the log-odds of their presence are at least this; each cue is counted
# once.
WORTH_FOLLOWING = -4.0


def shortlist(
    people: Sequence[Person], cues: Sequence[NameCue], usage: NameUsage, phrases: Phrases
) -> tuple[Person, ...]:
    """Return the people who are likely to speak: the whole cast, and the likeliest other people."""
    presence_log_odds = [log_odds(person.presence) for person in people]
    for cue in cues:
        if cue.kind == "mentioned":
            continue
        for i, share in resolve_name(cue.name, people, phrases).items():
            known = people[i].source != "recording"
            sure = (
                cue.probability * share * (1.0 if known else name_probability(cue, usage, phrases))
            )
            presence_log_odds[i] -= log(1 - sure)
    cast = [i for i, person in enumerate(people) if person.source == "cast"]
    others = [
        i for i in range(len(people)) if i not in cast and presence_log_odds[i] > WORTH_FOLLOWING
    ]
    others.sort(key=lambda i: -presence_log_odds[i])
    share = OUTSIDE_THE_CAST if cast else 1.0
    room = max(MOST_NAMED - len(cast), BESIDE_THE_CAST if cast else MOST_NAMED)
    outside = [replace(people[i], presence=people[i].presence * share) for i in others[:room]]
    return (*(replace(people[i], presence=EXPECTED) for i in cast), *outside)
