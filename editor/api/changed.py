"""What differs between two revisions of a transcript: what a page has to draw anew."""

from __future__ import annotations

from typing import Any

from archive.catalogue.current import Current
from archive.catalogue.rows import doubts
from editor.api.shapes import LeftOut, Numbers, Runs
from transcripts.edits.apply import Applied


def changed(before: Current, now: Current) -> dict[str, Any]:
    """Give the values of `Changed`: what a page that shows one revision needs to show the other."""
    old, new = before.applied, now.applied
    were = {turn.id: turn for turn in old.transcript.turns}
    turns = tuple(
        turn
        for turn in new.transcript.turns
        if _differs(were.get(turn.id), turn) or _words(old, turn.id, new)
    )
    stay = {turn.id for turn in new.transcript.turns}
    decided = {c.id: c for c in old.transcript.corrections}
    there = {c.id for c in new.transcript.corrections}
    names = [turn.id for turn in turns]
    return {
        "revision": now.revision,
        "turns": turns,
        "runs": runs(new, names),
        "numbers": numbers(new, names),
        "removed": tuple(name for name in were if name not in stay),
        "speakers": new.transcript.speakers,
        "corrections": tuple(
            c for c in new.transcript.corrections if _differs(decided.get(c.id), c)
        ),
        "removed_corrections": tuple(name for name in decided if name not in there),
        "doubts": doubts(new.transcript),
        "unapplied": left_out(now),
    }


def runs(applied: Applied, turns: list[str]) -> Runs:
    """Give the machine's words that turns span; turns without words have none."""
    return {name: applied.runs[name] for name in turns if name in applied.runs}


def numbers(applied: Applied, turns: list[str]) -> Numbers:
    """Give the number of each word of turns, where it is not plain counting from the first."""
    found = {name: applied.numbers[name] for name in turns if name in applied.numbers}
    return {
        name: counted
        for name, counted in found.items()
        if counted != tuple(range(applied.runs[name][0], applied.runs[name][0] + len(counted)))
    }


def left_out(now: Current) -> tuple[LeftOut, ...]:
    """Give the edits that do not apply (any more), and why."""
    return tuple(LeftOut(edit=u.edit.id, reason=u.reason) for u in now.unapplied)


def _differs(former: object, value: object) -> bool:
    """Whether two values differ: most are the very same, which is much faster to see."""
    return former is not value and former != value


def _words(old: Applied, turn: str, new: Applied) -> bool:
    """Whether a turn's words have other numbers."""
    return old.runs.get(turn) != new.runs.get(turn) or old.numbers.get(turn) != new.numbers.get(
        turn
    )
