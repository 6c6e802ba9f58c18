"""Assign the work on a recording to a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from transcripts.edits.change import AffectedParts, Change, Confirmation, Edit
from transcripts.edits.draft import Draft, Refused
from transcripts.edits.edited import EditedTranscript, Quotes
from transcripts.edits.run_mapping import RunMapping
from transcripts.errors import UserError
from transcripts.identifiers import check_name


@dataclass(frozen=True, slots=True)
class AssignRecording(Change):
    """Assign the work on the recording to a person; null assigns it to nobody.

    The assignment is for editors, and is not published.
    """

    kind: ClassVar[str] = "assign-recording"
    is_internal: ClassVar[bool] = True
    is_published: ClassVar[bool] = False

    person: str | None

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Set the person; raise Refused if the recording is assigned to that person already."""
        try:
            person = check_name(" ".join((self.person or "").split())) or None
        except UserError as error:
            raise Refused(str(error)) from None
        if person == draft.assignee:
            raise Refused(f"the recording is assigned to {person or 'nobody'} already")
        draft.assignee = person

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return the assignment as the object that the edit changes."""
        return AffectedParts(changes=frozenset({"assignment:who works on the recording"}))

    def rebase_to_new_run(self, run_mapping: RunMapping) -> AssignRecording:
        """Return this edit unchanged, because it refers to nothing in a run."""
        return self

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit with the person."""
        person = " ".join((self.person or "").split())
        return f"assigned the recording to {person}" if person else "assigned it to nobody"

    def affected_text(self, draft: Draft, edit_id: str) -> str:
        """Return the person whom the recording is assigned to."""
        return draft.assignee or "nobody"

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm nothing, because the edit does not say who speaks."""
        return ()
