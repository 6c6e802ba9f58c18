"""Convert edits to the records that the history shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.catalogue.current import Snapshot
from archive.catalogue.documents import baseline_of_document
from editor.schemas import EditRecord
from transcripts.edits.change import Edit
from transcripts.edits.effects import EditEffect, compute_edit_effects, first_edits_of_decisions
from transcripts.edits.history import describe_edits, resolve_undos
from transcripts.edits.kinds.undo import Redo, Undo

_UNKNOWN = EditEffect(None, None, None)


def history_records(snapshot: Snapshot) -> tuple[EditRecord, ...]:
    """Return all edits, with what each changed and the decision that it belongs to."""
    in_effect = {edit.id for edit in snapshot.edits_in_effect}
    made_on = snapshot.replay_inputs.run_by_edit
    edits = [e for e in snapshot.edits if made_on[e.id] == snapshot.run or e.id in in_effect]
    return _build_records(
        snapshot,
        snapshot.edits,
        compute_edit_effects(
            baseline_of_document(snapshot.document), edits, snapshot.edits_in_effect
        ),
        first_edits_of_decisions(snapshot.edits),
    )


def edit_records(snapshot: Snapshot, edits: Sequence[Edit]) -> tuple[EditRecord, ...]:
    """Return edits with their descriptions, and whether each is in effect in `snapshot`."""
    return _build_records(snapshot, edits, {}, {})


def _build_records(
    snapshot: Snapshot,
    edits: Sequence[Edit],
    effects_by_edit: Mapping[str, EditEffect],
    first: Mapping[str, str],
) -> tuple[EditRecord, ...]:
    counting = {edit.id for edit in resolve_undos(snapshot.edits).edits}
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
            start=effects_by_edit.get(edit.id, _UNKNOWN).start,
            before=effects_by_edit.get(edit.id, _UNKNOWN).before,
            after=effects_by_edit.get(edit.id, _UNKNOWN).after,
        )
        for edit, text in zip(edits, describe_edits(edits, snapshot.applied), strict=True)
    )
