"""Which edits count: undoing and redoing are edits too, and nothing is ever taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.edits.edit import Edit, Redo, Undo


@dataclass(frozen=True, slots=True)
class Unapplied:
    """An edit that could not be made, and why, in words for the editor."""

    edit: Edit
    reason: str


@dataclass(frozen=True, slots=True)
class Live:
    """The edits that count, in order, without those that undo and redo."""

    edits: tuple[Edit, ...]
    unapplied: tuple[Unapplied, ...]


def live(edits: Sequence[Edit]) -> Live:
    """Find the edits that count after all that was undone and redone.

    Undoing an undo is a redo, and undoing a redo is an undo.
    """
    counts: dict[str, bool] = {}
    meant: dict[str, tuple[str, bool]] = {}
    unapplied = []
    for edit in edits:
        if not isinstance(edit.change, Undo | Redo):
            counts[edit.id] = True
            continue
        target, value = _meant(edit.change, meant)
        if target not in counts:
            unapplied.append(Unapplied(edit, f"there is no edit {target} before it"))
            continue
        if counts[target] == value:
            state = "counts already" if value else "is undone already"
            unapplied.append(Unapplied(edit, f"{target} {state}"))
        counts[target] = value
        meant[edit.id] = target, value
    return Live(tuple(e for e in edits if counts.get(e.id)), tuple(unapplied))


def _meant(change: Undo | Redo, meant: dict[str, tuple[str, bool]]) -> tuple[str, bool]:
    """Say which edit is to count or not, through any number of undone undos."""
    value = isinstance(change, Redo)
    if change.edit in meant:
        target, former = meant[change.edit]
        return target, former if value else not former
    return change.edit, value
