"""Read a text without a recording into lines: what one person says between two breaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from speakers.evidence.name_cues import TurnSentences, read_turn
from speakers.phrases.phrases import Phrases
from speakers.text.mentions import prose
from transcripts.realignment.reference import split_turns

_DIRECTION = re.compile(r"\(([^()\n]{1,80})\)|\[([^\[\]\n]{1,80})\]")
_SHOUTED = re.compile(r"^[^a-z]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A turn of a text as written, the label that stood before it, and its words.

    `recorded` tells that a direction before it announces recorded speech.
    """

    text: str
    label: str | None
    passage: TurnSentences
    recorded: bool = False

    @property
    def words(self) -> int:
        """How many words it has."""
        return self.passage.words


def read_lines(text: str, phrases: Phrases) -> tuple[Line, ...]:
    """Cut a text into lines at labels, blank lines, new lines or double spaces.

    A turn of a labelled text that has no label of its own goes on with the one before. Turns
    without words ("(SOUNDBITE OF FILM)") are no lines; what follows them knows of them.
    """
    lines: list[Line] = []
    recorded = False
    label: str | None = None
    for own, said in split_turns(text):
        label = own or label
        directions = [a or b for a, b in _DIRECTION.findall(said)]
        announced = any(
            _SHOUTED.match(d) and phrases.turns.recorded.search(d.lower()) for d in directions
        )
        spoken = _DIRECTION.sub(" ", said)
        found = read_turn(f"{len(lines)}", prose(spoken, phrases), phrases, edited=True)
        if found.words:
            lines.append(Line(" ".join(said.split()), label, found, recorded or announced))
        recorded = announced and not found.words
    return tuple(lines)


def has_labels(lines: Sequence[Line]) -> bool:
    """Say whether a text tells itself who speaks."""
    return len({line.label for line in lines} - {None}) > 1
