"""Find which recordings a person checked, for lists, without replaying their edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from sqlalchemy import Connection, select

from archive.catalogue.documents import edit_of
from archive.database.tables import EDITS, RECORDINGS
from transcripts.edits.history import effective
from transcripts.edits.kinds.set_checked import SetChecked
from transcripts.edits.kinds.table import names_of
from transcripts.edits.kinds.undo import Redo, Undo
from transcripts.transcript import PersonalCheck

_UNDOING = (*names_of(Undo), *names_of(Redo))


def personal_checks(
    connection: Connection, recordings: Sequence[str]
) -> Mapping[str, PersonalCheck]:
    """Return who checked each of these recordings; unchecked recordings are missing.

    A check of an earlier machine run does not count.
    """
    own = EDITS.c.recording.in_(recordings)
    checked = select(EDITS.c.recording).where(own, EDITS.c.kind.in_(names_of(SetChecked)))
    statement = (
        select(EDITS, RECORDINGS.c.run.label("latest"))
        .join(RECORDINGS, RECORDINGS.c.id == EDITS.c.recording)
        .where(
            EDITS.c.recording.in_(checked),
            EDITS.c.kind.in_((*names_of(SetChecked), *_UNDOING)),
        )
        .order_by(EDITS.c.recording, EDITS.c.number)
    )
    found: dict[str, PersonalCheck] = {}
    for recording, rows in groupby(connection.execute(statement), key=lambda row: row.recording):
        edits = [edit_of(row) for row in rows if row.run == row.latest]
        for edit in effective(edits).edits:
            found.pop(recording, None)
            if isinstance(edit.change, SetChecked) and edit.change.checked:
                found[recording] = PersonalCheck(edit.author, edit.at)
    return found
