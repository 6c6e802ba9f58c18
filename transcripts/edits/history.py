"""Resolve undos in a recording's edit history, and rebase edits to a new run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from transcripts.edits.change import Edit
from transcripts.edits.edited import EditedTranscript, Quotes
from transcripts.edits.kinds.undo import Redo, Undo
from transcripts.edits.run_mapping import NotFound, RunMapping
from transcripts.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Unapplied:
    """An edit that could not be applied, and the reason to show to the editor."""

    edit: Edit
    reason: str


@dataclass(frozen=True, slots=True)
class EffectiveEdits:
    """The edits in effect, in order, without undos and redos."""

    edits: tuple[Edit, ...]
    unapplied: tuple[Unapplied, ...]


@dataclass(frozen=True, slots=True)
class RebasedEdits:
    """Edits that now refer to a new run, and the edits that could not be rebased."""

    edits: tuple[Edit, ...]
    lost: tuple[Unapplied, ...]


def resolve_undos(edits: Sequence[Edit]) -> EffectiveEdits:
    """Resolve undos and redos, and return the edits in effect.

    Undoing an undo is a redo, and undoing a redo is an undo.
    """
    counts: dict[str, bool] = {}
    targets: dict[str, tuple[str, bool]] = {}
    unapplied = []
    for edit in edits:
        if not isinstance(edit.change, Undo | Redo):
            counts[edit.id] = True
            continue
        target, value = _resolve_chain(edit.change, targets)
        if target not in counts:
            unapplied.append(Unapplied(edit, f"there is no edit {target} before it"))
            continue
        if counts[target] == value:
            state = "is in effect already" if value else "is undone already"
            unapplied.append(Unapplied(edit, f"{target} {state}"))
        counts[target] = value
        targets[edit.id] = target, value
    return EffectiveEdits(tuple(e for e in edits if counts.get(e.id)), tuple(unapplied))


def rebase_edits(edits: Sequence[Edit], old_run: Transcript, new_run: Transcript) -> RebasedEdits:
    """Rebase edits of one run of the machine to another run on the same recording."""
    mapping = RunMapping.between_runs(old_run, new_run)
    kept, lost = [], []
    for edit in edits:
        try:
            kept.append(replace(edit, change=edit.change.rebase_to_new_run(mapping)))
        except NotFound as error:
            lost.append(Unapplied(edit, str(error)))
    return RebasedEdits(tuple(kept), tuple(lost))


def describe_edits(edits: Sequence[Edit], current_transcript: EditedTranscript) -> tuple[str, ...]:
    """Describe each edit in a phrase that follows its author's name: "assigned “Right.” to Ann".

    Words and names are quoted from the current transcript.
    """
    quotes = Quotes.from_edited(current_transcript)
    return tuple(edit.change.describe(quotes) for edit in edits)


def _resolve_chain(change: Undo | Redo, targets: dict[str, tuple[str, bool]]) -> tuple[str, bool]:
    """Return the edit at the end of a chain of undos and redos, and whether it is in effect."""
    value = isinstance(change, Redo)
    if change.edit in targets:
        target, former = targets[change.edit]
        return target, former if value else not former
    return change.edit, value
