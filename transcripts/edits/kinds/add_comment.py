"""Comment on a passage, or highlight it; undoing the edit removes the comment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from transcripts.comments import Comment
from transcripts.edits.change import AffectedParts, Change, Confirmation, Edit
from transcripts.edits.draft import Draft, Refused
from transcripts.edits.edited import EditedTranscript, Quotes
from transcripts.edits.run_mapping import RunMapping

LONGEST_COMMENT = 4000
"""Largest number of characters in a comment."""


@dataclass(frozen=True, slots=True)
class AddComment(Change):
    """Comment on what is said from `start` to `end` (seconds); without a text, highlight it.

    A comment belongs to a time, so that no new run and no other edit loses it. Comments are for
    editors and are not published.
    """

    kind: ClassVar[str] = "add-comment"
    is_internal: ClassVar[bool] = True
    is_published: ClassVar[bool] = False

    start: float
    end: float
    text: str

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Add the comment; refuse a time that is empty and a text that is too long."""
        if not 0 <= self.start < self.end <= draft.machine.end:
            raise Refused("a passage must end after it begins, and within the recording")
        if len(self.text) > LONGEST_COMMENT:
            raise Refused(
                f"the comment has {len(self.text):,} characters: use at most {LONGEST_COMMENT:,}"
            )
        draft.comments[edit.id] = Comment(
            edit.id, self.start, self.end, self.text.strip(), edit.author, edit.at
        )

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return nothing: the edit changes neither words nor speakers."""
        return AffectedParts()

    def rebase_to_new_run(self, run_mapping: RunMapping) -> AddComment:
        """Return this edit unchanged, because times do not depend on the run."""
        return self

    def describe(self, quotes: Quotes) -> str:
        """Describe the edit with the comment."""
        text = " ".join(self.text.split())
        return f"commented “{text}”" if text else "highlighted a passage"

    def first_word(self, draft: Draft) -> int | None:
        """Return the first word of the passage."""
        return next(
            (n for n, word in enumerate(draft.machine_words) if word.end > self.start), None
        )

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm nothing, because the edit does not say who speaks."""
        return ()
