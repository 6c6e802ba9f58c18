"""Which words are whose because an editor said so, and through which edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.edits.apply import Applied
from transcripts.edits.edit import (
    AddSpeaker,
    Edit,
    Give,
    GiveVoice,
    Mark,
    Name,
    Release,
    Run,
    SplitVoice,
)
from transcripts.transcript import Speaker, Turn


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A turn, its words and its person; `edit` is the first of the edits that confirm it."""

    turn: Turn
    words: Run
    person: str
    edit: str


def confirmed(applied: Applied, edits: Sequence[Edit]) -> tuple[Confirmed, ...]:
    """Give the turns of named people that an editor confirmed, in order.

    `edits` are those that count, as they were applied. A turn is confirmed by whoever gave it, or
    its voice, to its speaker, or gave its speaker the name. What another edit changed since, and
    what belongs to somebody without a name, is not.
    """
    said = _Said(edits)
    speakers = {speaker.id: speaker for speaker in applied.transcript.speakers}
    found = []
    for turn in applied.transcript.turns:
        speaker, run = speakers[turn.speaker], applied.runs.get(turn.id)
        number = said.first(turn, run, speaker) if run and speaker.name else None
        if run and speaker.name and number is not None:
            found.append(Confirmed(turn, run, speaker.name, edits[number].id))
    return tuple(found)


class _Said:
    """What the edits say, by what they say it of: places in the row of edits."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self.words: dict[int, tuple[int, str]] = {}
        self.voices: dict[tuple[str, str], int] = {}
        self.names: dict[tuple[str, str], int] = {}
        for number, edit in enumerate(edits):
            match edit.change:
                case Give(words, speaker):
                    told = (number, speaker)
                    self.words |= {n: told for run in words for n in range(*run)}
                case Release(words) | SplitVoice(words) | Mark(words, _):
                    for n in (n for run in words for n in range(*run)):
                        self.words.pop(n, None)
                case GiveVoice(voice, speaker):
                    self.voices.setdefault((voice, speaker), number)
                case Name(speaker, name) if name:
                    self.names.setdefault((speaker, _clean(name)), number)
                case AddSpeaker(name, _):
                    self.names.setdefault((f"S{edit.id}", _clean(name)), number)

    def first(self, turn: Turn, run: Run, speaker: Speaker) -> int | None:
        """Give the first edit that confirms a turn; None where none does."""
        given = {self.words.get(n) for n in range(*run)}
        one = given.pop() if len(given) == 1 else None
        return min(
            (
                number
                for number in (
                    one[0] if one and one[1] == speaker.id else None,
                    self.voices.get((turn.voice, speaker.id)),
                    self.names.get((speaker.id, speaker.name or "")),
                )
                if number is not None
            ),
            default=None,
        )


def _clean(name: str) -> str:
    """Write a name as the transcript does."""
    return " ".join(name.split())
