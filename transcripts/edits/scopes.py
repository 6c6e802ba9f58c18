"""What an editor means by this turn, these turns, from here on, all corrections of a kind."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from transcripts.edits.apply import Applied
from transcripts.edits.edit import Run
from transcripts.transcript import CorrectionKind, Turn


def these(applied: Applied, turns: Sequence[str]) -> tuple[Run, ...]:
    """Give the words of turns, one turn or several."""
    return tuple(sorted(applied.runs[turn] for turn in turns))


def until_change(applied: Applied, turn: str) -> tuple[Run, ...]:
    """Give the words of a turn and of those after it, up to where another speaks."""
    onwards = _onwards(applied, turn)
    same = takewhile(lambda other: other.speaker == onwards[0].speaker, onwards)
    return these(applied, [other.id for other in same])


def from_here(applied: Applied, turn: str) -> tuple[Run, ...]:
    """Give the words of a turn and of all that the same speaker says after it."""
    onwards = _onwards(applied, turn)
    return these(applied, [t.id for t in onwards if t.speaker == onwards[0].speaker])


def waiting(applied: Applied, kind: CorrectionKind, above: float = 0.0) -> tuple[str, ...]:
    """Give the corrections of a kind that wait for a person, those that score at least `above`."""
    return tuple(
        c.id
        for c in applied.transcript.corrections
        if c.status == "proposed" and c.kind == kind and c.score >= above
    )


def _onwards(applied: Applied, turn: str) -> list[Turn]:
    turns = [t for t in applied.transcript.turns if t.id in applied.runs]
    at = next(n for n, other in enumerate(turns) if other.id == turn)
    return turns[at:]
