"""All that a text says of who speaks it."""

from __future__ import annotations

from dataclasses import dataclass

from speakers.evidence.clues import Clue
from speakers.people.person import Person
from speakers.turns.chain import Array
from speakers.turns.lines import Line


@dataclass(frozen=True, slots=True)
class Reading:
    """The lines of a text, the clues in them and the people who may have spoken.

    `who` [turns, people + nameless + special] is the probability of each of them, `asking`
    [people] that of asking the questions if there at all.
    """

    lines: tuple[Line, ...]
    clues: tuple[Clue, ...]
    people: tuple[Person, ...]
    who: Array
    asking: Array
