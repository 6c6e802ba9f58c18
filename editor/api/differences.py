"""The differences between two revisions of a transcript, which a page needs to redraw."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from archive.catalogue.current import Snapshot, newest_published_change
from editor.schemas import Numbers, Runs, UnappliedEdit
from transcripts.comments import Comment
from transcripts.differing import find_changed_values
from transcripts.doubts import count_doubts
from transcripts.edits.apply import Applied
from transcripts.edits.draft import Draft
from transcripts.edits.estimated import words_with_estimated_times
from transcripts.edits.reviewed import reviewed_turns
from transcripts.transcript import Speaker


def differences(earlier_snapshot: Snapshot, snapshot: Snapshot) -> dict[str, Any]:
    """Return the fields of `Differences`, which a page needs to redraw for the new revision."""
    old, new = earlier_snapshot.applied, snapshot.applied
    different, removed = find_changed_values(old.transcript.turns, new.transcript.turns)
    redrawn = {turn.id for turn in different}
    turns = tuple(
        turn
        for turn in new.transcript.turns
        if turn.id in redrawn or _has_other_words(old, turn.id, new)
    )
    corrections, removed_corrections = find_changed_values(
        old.transcript.corrections, new.transcript.corrections
    )
    names = [turn.id for turn in turns]
    return {
        "revision": snapshot.revision,
        "turns": turns,
        "runs": machine_runs(new, names),
        "numbers": machine_word_numbers(new, names),
        "removed": tuple(removed),
        "speakers": new.transcript.speakers,
        "labels": speaker_labels(new.transcript.speakers),
        "corrections": tuple(corrections),
        "removed_corrections": tuple(removed_corrections),
        "doubts": count_doubts(new.transcript),
        "checked": new.transcript.checked,
        "withheld": new.transcript.withheld,
        "unapplied": unapplied_edits(snapshot),
        "estimated": turns_with_estimated_times(snapshot),
        "recording": new.transcript.recording,
        "comments": comments(snapshot),
        "assignee": draft_of(snapshot).assignee,
        "reviewed": len(reviewed_turns(new)),
        "version": newest_published_change(snapshot),
    }


def draft_of(now: Snapshot) -> Draft:
    """Return the draft of a snapshot, which also has unpublished data, such as comments."""
    return now.applied.state.materialized.draft


def comments(now: Snapshot) -> tuple[Comment, ...]:
    """Return the comments of editors, in order of time."""
    return tuple(sorted(draft_of(now).comments.values(), key=lambda c: (c.start, c.end, c.at)))


def turns_with_estimated_times(now: Snapshot) -> tuple[str, ...]:
    """Return the turns with typed words whose times nobody has measured yet."""
    applied = now.applied
    words = words_with_estimated_times(draft_of(now))
    return (
        tuple(
            turn
            for turn, (first, last) in applied.run_by_turn.items()
            if any(first <= n < last for n in words)
        )
        if words
        else ()
    )


def speaker_labels(speakers: Iterable[Speaker]) -> dict[str, str]:
    """Return the speakers' labels by id, the same as in every published format."""
    return {speaker.id: speaker.label for speaker in speakers}


def machine_runs(applied: Applied, turns: list[str]) -> Runs:
    """Return the range of machine words that each turn spans; turns without words are left out."""
    return {name: applied.run_by_turn[name] for name in turns if name in applied.run_by_turn}


def machine_word_numbers(applied: Applied, turns: list[str]) -> Numbers:
    """Return the machine's word numbers by turn, for turns whose numbers are not consecutive."""
    found = {
        name: applied.word_numbers_by_turn[name]
        for name in turns
        if name in applied.word_numbers_by_turn
    }
    return {
        name: counted
        for name, counted in found.items()
        if counted
        != tuple(range(applied.run_by_turn[name][0], applied.run_by_turn[name][0] + len(counted)))
    }


def unapplied_edits(snapshot: Snapshot) -> tuple[UnappliedEdit, ...]:
    """Return the edits that cannot be applied, with the reasons."""
    return tuple(UnappliedEdit(edit=u.edit.id, reason=u.reason) for u in snapshot.unapplied)


def _has_other_words(old: Applied, turn: str, new: Applied) -> bool:
    """Check whether a turn has different word numbers in the two versions."""
    return old.run_by_turn.get(turn) != new.run_by_turn.get(turn) or old.word_numbers_by_turn.get(
        turn
    ) != new.word_numbers_by_turn.get(turn)
