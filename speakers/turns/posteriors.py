"""All that a text says of who speaks it."""

from __future__ import annotations

from dataclasses import dataclass

from speakers.evidence.name_cues import NameCue
from speakers.people.person import Person
from speakers.turns.chain import Array
from speakers.turns.lines import Line


@dataclass(frozen=True, slots=True)
class SpeakerPosteriors:
    """The lines of a text, the cues in them and the people who may have spoken.

    `who` [turns, people + nameless + special] is the probability of each of them, `asking`
    [people] that of asking the questions if there at all.
    """

    lines: tuple[Line, ...]
    cues: tuple[NameCue, ...]
    people: tuple[Person, ...]
    who: Array
    asking: Array
