"""Select the people who are likely enough to be part of the hypotheses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log

from speakers.decision.assignment import log_odds
from speakers.evidence.name_cues import NameCue
from speakers.people.candidates import NameUsage, name_probability
from speakers.people.person import Person, resolve_name
from speakers.phrases.phrases import Phrases

# People outside the cast; each doubles the hypotheses. Broadcasts with more known guests are rare.
MOST_NAMED, BESIDE_THE_CAST = 5, 2
# Prior presence of somebody of the cast in a text: higher than in a recording, where voices are
# counted, and fitted with the weights of the turns.
EXPECTED = 0.97
# With a cast, people outside it are less likely to be present by this factor.
OUTSIDE_THE_CAST = 0.2
# The least log-odds of being present, all cues counted once, for a hypothesis.
WORTH_FOLLOWING = -4.0


def shortlist(
    people: Sequence[Person], cues: Sequence[NameCue], usage: NameUsage, phrases: Phrases
) -> tuple[Person, ...]:
    """Return the people likely to be present: all of the cast, the likeliest of the others."""
    there = [log_odds(person.presence) for person in people]
    for cue in cues:
        if cue.kind == "mentioned":
            continue
        for i, share in resolve_name(cue.name, people, phrases).items():
            known = people[i].source != "recording"
            sure = (
                cue.probability * share * (1.0 if known else name_probability(cue, usage, phrases))
            )
            there[i] -= log(1 - sure)
    cast = [i for i, person in enumerate(people) if person.source == "cast"]
    others = [i for i in range(len(people)) if i not in cast and there[i] > WORTH_FOLLOWING]
    others.sort(key=lambda i: -there[i])
    share = OUTSIDE_THE_CAST if cast else 1.0
    room = max(MOST_NAMED - len(cast), BESIDE_THE_CAST if cast else MOST_NAMED)
    outside = [replace(people[i], presence=people[i].presence * share) for i in others[:room]]
    return (*(replace(people[i], presence=EXPECTED) for i in cast), *outside)
