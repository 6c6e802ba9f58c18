"""Convert edits to the records that the history shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.catalogue.current import Current
from archive.catalogue.documents import baseline
from editor.schemas import EditRecord
from transcripts.edits.change import Edit
from transcripts.edits.effects import EditEffect, decisions, effects
from transcripts.edits.history import describe, effective
from transcripts.edits.kinds.undo import Redo, Undo

_UNKNOWN = EditEffect(None, None, None)


def history_records(now: Current) -> tuple[EditRecord, ...]:
    """Return all edits, with what each changed and the decision that it belongs to."""
    in_effect = {edit.id for edit in now.counting}
    made_on = now.past.made_on
    edits = [e for e in now.edits if made_on[e.id] == now.run or e.id in in_effect]
    return _records(
        now, now.edits, effects(baseline(now.document), edits, now.counting), decisions(now.edits)
    )


def edit_records(now: Current, edits: Sequence[Edit]) -> tuple[EditRecord, ...]:
    """Return edits with their descriptions, and whether each is in effect in `now`."""
    return _records(now, edits, {}, {})


def _records(
    now: Current,
    edits: Sequence[Edit],
    found: Mapping[str, EditEffect],
    first: Mapping[str, str],
) -> tuple[EditRecord, ...]:
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
            decision=first.get(edit.id),
            start=found.get(edit.id, _UNKNOWN).start,
            before=found.get(edit.id, _UNKNOWN).before,
            after=found.get(edit.id, _UNKNOWN).after,
        )
        for edit, text in zip(edits, describe(edits, now.applied), strict=True)
    )
