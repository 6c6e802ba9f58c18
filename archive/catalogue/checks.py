"""Find edits in effect of one kind, such as checks by people, without replaying all edits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from sqlalchemy import Connection, select

from archive.catalogue.documents import edit_from_row
from archive.database.tables import EDITS, RECORDINGS
from transcripts.edits.change import Change, Edit
from transcripts.edits.history import resolve_undos
from transcripts.edits.kinds.set_checked import SetChecked
from transcripts.edits.kinds.table import stored_names_of_kind
from transcripts.edits.kinds.undo import Redo, Undo
from transcripts.transcript import PersonalCheck

_UNDOING = (*stored_names_of_kind(Undo), *stored_names_of_kind(Redo))


def find_personal_checks(
    connection: Connection, recordings: Sequence[str]
) -> Mapping[str, PersonalCheck]:
    """Return the newest check of each recording; unchecked recordings are missing.

    A check of an earlier machine run does not count.
    """
    found: dict[str, PersonalCheck] = {}
    for recording, edit in edits_in_effect(connection, SetChecked, recordings, latest_run=True):
        found.pop(recording, None)
        if isinstance(edit.change, SetChecked) and edit.change.checked:
            found[recording] = PersonalCheck(edit.author, edit.at)
    return found


def edits_in_effect(
    connection: Connection,
    kind: type[Change],
    recordings: Sequence[str] | None = None,
    latest_run: bool = False,
) -> Iterator[tuple[str, Edit]]:
    """Yield the edits of a kind that are in effect, each with its recording, in order.

    With `latest_run`, edits of earlier machine runs are left out. Without `recordings`, all are
    searched.
    """
    mine = select(EDITS.c.recording).where(EDITS.c.kind.in_(stored_names_of_kind(kind)))
    if recordings is not None:
        mine = mine.where(EDITS.c.recording.in_(recordings))
    statement = (
        select(EDITS, RECORDINGS.c.run.label("latest"))
        .join(RECORDINGS, RECORDINGS.c.id == EDITS.c.recording)
        .where(
            EDITS.c.recording.in_(mine), EDITS.c.kind.in_((*stored_names_of_kind(kind), *_UNDOING))
        )
        .order_by(EDITS.c.recording, EDITS.c.number)
    )
    for recording, rows in groupby(connection.execute(statement), key=lambda row: row.recording):
        edits = [edit_from_row(row) for row in rows if row.run == row.latest or not latest_run]
        yield from ((recording, edit) for edit in resolve_undos(edits).edits)
