"""The differences between two revisions of a transcript, which a page needs to redraw."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from archive.catalogue.current import Current
from editor.schemas import Numbers, Runs, UnappliedEdit
from transcripts.comments import Comment
from transcripts.differing import changed_values
from transcripts.doubts import count
from transcripts.edits.apply import Applied
from transcripts.edits.draft import Draft
from transcripts.transcript import Speaker


def differences(earlier_snapshot: Current, snapshot: Current) -> dict[str, Any]:
    """Return the fields of `Differences`, which a page needs to redraw for the new revision."""
    old, new = earlier_snapshot.applied, snapshot.applied
    different, removed = changed_values(old.transcript.turns, new.transcript.turns)
    redrawn = {turn.id for turn in different}
    turns = tuple(
        turn
        for turn in new.transcript.turns
        if turn.id in redrawn or _has_other_words(old, turn.id, new)
    )
    corrections, removed_corrections = changed_values(
        old.transcript.corrections, new.transcript.corrections
    )
    names = [turn.id for turn in turns]
    return {
        "revision": snapshot.revision,
        "turns": turns,
        "runs": runs(new, names),
        "numbers": numbers(new, names),
        "removed": tuple(removed),
        "speakers": new.transcript.speakers,
        "labels": labels(new.transcript.speakers),
        "corrections": tuple(corrections),
        "removed_corrections": tuple(removed_corrections),
        "doubts": count(new.transcript),
        "checked": new.transcript.checked,
        "withheld": new.transcript.withheld,
        "unapplied": unapplied_edits(snapshot),
        "estimated": turns_with_estimated_times(snapshot),
        "recording": new.transcript.recording,
        "comments": comments(snapshot),
        "assignee": draft_of(snapshot).assignee,
    }


def draft_of(now: Current) -> Draft:
    """Return the draft of a snapshot, which has what is not published."""
    return now.applied.state.materialized.draft


def comments(now: Current) -> tuple[Comment, ...]:
    """Return the comments of editors, in order of time."""
    return tuple(sorted(draft_of(now).comments.values(), key=lambda c: (c.start, c.end, c.at)))


def turns_with_estimated_times(now: Current) -> tuple[str, ...]:
    """Return the turns with typed words whose times nobody has measured yet."""
    applied = now.applied
    words = draft_of(now).words_with_estimated_times()
    return (
        tuple(
            turn
            for turn, (first, last) in applied.runs.items()
            if any(first <= n < last for n in words)
        )
        if words
        else ()
    )


def labels(speakers: Iterable[Speaker]) -> dict[str, str]:
    """Return the speakers' labels by id, the same as in every published format."""
    return {speaker.id: speaker.label for speaker in speakers}


def runs(applied: Applied, turns: list[str]) -> Runs:
    """Return the range of machine words that each turn spans, without turns that have no words."""
    return {name: applied.runs[name] for name in turns if name in applied.runs}


def numbers(applied: Applied, turns: list[str]) -> Numbers:
    """Return the machine's word numbers of each turn in which they are not consecutive."""
    found = {name: applied.numbers[name] for name in turns if name in applied.numbers}
    return {
        name: counted
        for name, counted in found.items()
        if counted != tuple(range(applied.runs[name][0], applied.runs[name][0] + len(counted)))
    }


def unapplied_edits(snapshot: Current) -> tuple[UnappliedEdit, ...]:
    """Return the edits that cannot be applied, with the reasons."""
    return tuple(UnappliedEdit(edit=u.edit.id, reason=u.reason) for u in snapshot.unapplied)


def _has_other_words(old: Applied, turn: str, new: Applied) -> bool:
    """Check whether a turn has different word numbers in the two versions."""
    return old.runs.get(turn) != new.runs.get(turn) or old.numbers.get(turn) != new.numbers.get(
        turn
    )
