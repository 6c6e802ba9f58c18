"""Set the title, the programme, the date or the description of the recording."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

from transcripts.edits.change import AffectedParts, Change, Confirmation, Edit
from transcripts.edits.draft import Draft, Refused
from transcripts.edits.edited import EditedTranscript, Quotes
from transcripts.edits.run_mapping import RunMapping
from transcripts.errors import UserError
from transcripts.identifiers import LONGEST_DESCRIPTION, LONGEST_TITLE, check_name

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_LONGEST = {"description": LONGEST_DESCRIPTION}


@dataclass(frozen=True, slots=True)
class SetMetadata(Change):
    """Set the title, the programme, the date or the description; null removes it."""

    kind: ClassVar[str] = "set-metadata"

    field: Literal["title", "programme", "date", "description"]
    value: str | None

    def apply(self, draft: Draft, edit: Edit) -> None:
        """Set the value; raise Refused for a value that is unchanged or cannot be stored."""
        value = " ".join((self.value or "").split()) or None
        if value == getattr(draft.recording, self.field):
            raise Refused(f"the {self.field} is {value!r} already")
        if self.field == "date" and value is not None and not _DATE.fullmatch(value):
            raise Refused(f"{value!r} is not a date such as 1987-11-04, 1987-11 or 1987")
        try:
            check_name(value or "", self.field, _LONGEST.get(self.field, LONGEST_TITLE))
        except UserError as error:
            raise Refused(str(error)) from None
        values: dict[str, Any] = {self.field: value}
        draft.recording = replace(draft.recording, **values)

    def affected_parts(self, edit_id: str, seen_transcript: EditedTranscript) -> AffectedParts:
        """Return the field as an object that the edit changes."""
        return AffectedParts(changes=frozenset({f"metadata:the {self.field}"}))

    def rebase_to_new_run(self, run_mapping: RunMapping) -> SetMetadata:
        """Return the edit unchanged, because it refers to no word, voice or speaker of a run."""
        return self

    def describe(self, quotes: Quotes) -> str:
        """Return a phrase that quotes the new value."""
        if not (self.value or "").strip():
            return f"removed the {self.field}"
        return f"set the {self.field} to “{self.value}”"

    def affected_text(self, draft: Draft, edit_id: str) -> str | None:
        """Return the value of the field."""
        value: str | None = getattr(draft.recording, self.field)
        return value or ""

    def confirmations(self, edit_id: str) -> Iterable[Confirmation]:
        """Confirm nothing, because the edit does not say who speaks."""
        return ()
