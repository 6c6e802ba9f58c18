"""Define the posterior probabilities of the speakers of a text."""

from __future__ import annotations

from dataclasses import dataclass

from speakers.evidence.name_cues import NameCue
from speakers.people.person import Person
from speakers.turns.chain import Array
from speakers.turns.lines import Line

# States after those of the people: an unnamed host, an unnamed guest, and special speech.
NAMELESS, SPECIAL = ("host", "guest"), ("clip", "announcer", "sponsor", "crowd")


@dataclass(frozen=True, slots=True)
class SpeakerPosteriors:
    """The lines of a text, their name cues, the candidate people and the posteriors.

    `speakers` [turns, people + unnamed + special] is the probability of each speaker. `hosting`
    [people] is the probability that a person hosts, if present. `host_or_guest` [turns, 2] is the
    probability that any host speaks, and that any guest speaks.
    """

    lines: tuple[Line, ...]
    cues: tuple[NameCue, ...]
    people: tuple[Person, ...]
    speakers: Array
    hosting: Array
    host_or_guest: Array
