"""Mark the transcript as checked by a person, or as not checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from transcripts.edits.change import AffectedParts, Change, Confirmation, Edit
from transcripts.edits.draft import Draft, Refused
from transcripts.edits.edited import EditedTranscript, Quotes
from transcripts.edits.run_mapping import NotFound, RunMapping
from transcripts.transcript import PersonalCheck


@dataclass(frozen=True, slots=True)
class SetChecked(Change):
    """Mark the transcript as checked by the editor, or as not checked."""

    kind: ClassVar[str] = "set-checked"

    checked: bool

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Record who checked the transcript, and when."""
        if not self.checked and draft.checked is None:
            raise Refused("the transcript is not marked as checked")
        draft.checked = PersonalCheck(edit.author, edit.at) if self.checked else None

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return the transcript's checked state as the object that the edit changes."""
        return AffectedParts(changes=frozenset({"state:whether it is checked"}))

    def rebase_to_new_run(self, run_mapping: RunMapping) -> SetChecked:
        """Return this edit if the new run has the same words.

        Otherwise raise NotFound.
        """
        if run_mapping.words_only_in_new_run or len(run_mapping.new_word_by_old) < len(
            run_mapping.old_words
        ):
            raise NotFound("the new run has other words, which nobody has checked yet")
        return self

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit."""
        return "checked the transcript" if self.checked else "marked the transcript as not checked"

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm nothing, because the edit does not say who speaks."""
        return ()
