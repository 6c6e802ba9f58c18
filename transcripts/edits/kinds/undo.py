"""Define undo and redo: edits of other edits, resolved before any edit is applied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

from transcripts.edits.change import AffectedParts, Change, Confirmation, Edit
from transcripts.edits.draft import Draft
from transcripts.edits.edited import EditedTranscript, Quotes
from transcripts.edits.run_mapping import RunMapping


@dataclass(frozen=True, slots=True)
class _UndoOrRedo(Change):
    """A change that decides whether another edit is in effect."""

    edit: str

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Raise TypeError: `resolve_undos` must be called before edits are applied."""
        raise TypeError(f"{edit.kind} of {self.edit} must be resolved by `resolve_undos` first")

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return nothing; the caller uses the affected parts stored with the undone edit."""
        return AffectedParts()

    def rebase_to_new_run(self, run_mapping: RunMapping) -> Self:
        """Return this edit unchanged, because edit ids do not depend on the run."""
        return self

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm nothing; only the edit that is undone or redone may confirm something."""
        return ()


@dataclass(frozen=True, slots=True)
class Undo(_UndoOrRedo):
    """Undo an edit, so that it is no longer in effect."""

    kind: ClassVar[str] = "undo"

    def describe(self, quotes: Quotes) -> str:
        """Describe the undo with the id of the undone edit."""
        return f"undid {self.edit}"


@dataclass(frozen=True, slots=True)
class Redo(_UndoOrRedo):
    """Redo an edit that was undone."""

    kind: ClassVar[str] = "redo"

    def describe(self, quotes: Quotes) -> str:
        """Describe the redo with the id of the redone edit."""
        return f"redid {self.edit}"
