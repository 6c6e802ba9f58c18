"""Record which parts of the recording a person has listened to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from transcripts.edits.change import AffectedParts, Change, Confirmation, Edit
from transcripts.edits.draft import Draft, Refused
from transcripts.edits.edited import EditedTranscript, Quotes
from transcripts.edits.run_mapping import RunMapping

HeardSpan = tuple[float, float]
"""A part of the recording, from its start to its end in seconds."""


@dataclass(frozen=True, slots=True)
class MarkHeard(Change):
    """Record the parts of the recording that the editor has listened to, in seconds.

    The parts are for editors and are not published. Times do not depend on the run.
    """

    kind: ClassVar[str] = "mark-heard"
    is_internal: ClassVar[bool] = True
    is_published: ClassVar[bool] = False

    spans: tuple[HeardSpan, ...]

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Add the parts; refuse those that are empty or outside of the recording."""
        duration = draft.machine.recording.duration
        if not self.spans or not all(0 <= start < end <= duration for start, end in self.spans):
            raise Refused("each part must end after it begins, and within the recording")
        draft.heard[edit.id] = self.spans

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return nothing: the edit changes neither words nor speakers."""
        return AffectedParts()

    def rebase_to_new_run(self, run_mapping: RunMapping) -> MarkHeard:
        """Return this edit unchanged, because times do not depend on the run."""
        return self

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit with the duration."""
        return f"listened to {sum(end - start for start, end in self.spans):.0f} seconds"

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm nothing, because listening does not confirm who speaks."""
        return ()
