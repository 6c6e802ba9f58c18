"""Convert edits to the records that the history shows."""

from __future__ import annotations

from collections.abc import Sequence

from archive.catalogue.current import Current
from editor.schemas import EditRecord
from transcripts.edits.change import Edit
from transcripts.edits.history import describe, effective
from transcripts.edits.kinds.undo import Redo, Undo


def edit_records(now: Current, edits: Sequence[Edit]) -> tuple[EditRecord, ...]:
    """Return edits with their descriptions, and whether each is in effect in `now`."""
    counting = {edit.id for edit in effective(now.edits).edits}
    return tuple(
        EditRecord(
            id=edit.id,
            kind=edit.kind,
            parameters=edit.parameters,
            author=edit.author,
            at=edit.at,
            why=edit.why,
            undone=edit.id not in counting and not isinstance(edit.change, Undo | Redo),
            text=text,
        )
        for edit, text in zip(edits, describe(edits, now.applied), strict=True)
    )
