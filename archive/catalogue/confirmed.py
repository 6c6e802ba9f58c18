"""Names and spellings confirmed by editors, to use in later recordings of the same programme."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, select

from archive.database.connection import Catalogue
from archive.database.tables import CORRECTIONS, EDITS, RECORDINGS, SPEAKERS
from transcripts.edits.kinds.decide_corrections import DecideCorrections
from transcripts.edits.kinds.table import names_of

MOST = 200
"""The maximum number of names per programme; names in the most recordings come first. Each is
compared with every doubtful name of a recording, so more names take longer and match more words
by accident."""

_SPELLINGS = ("name", "spelling")


def confirmed_names(catalogue: Catalogue, programme: str | None, without: str) -> tuple[str, ...]:
    """Return the names that editors confirmed in other recordings of a programme.

    With `programme` None, the recordings without a programme are searched.
    """
    wanted = (
        select(SPEAKERS.c.name)
        .join(RECORDINGS, RECORDINGS.c.id == SPEAKERS.c.recording)
        .where(RECORDINGS.c.programme.is_not_distinct_from(programme), RECORDINGS.c.id != without)
        # Only an editor's name is certain: the machine's evidence never is.
        .where(SPEAKERS.c.name.is_not(None), SPEAKERS.c.confidence == 1.0)
    )
    with catalogue.reading() as connection:
        return _most(Counter(connection.scalars(wanted)))


def confirmed_spellings(
    catalogue: Catalogue, programme: str | None, without: str
) -> tuple[str, ...]:
    """Return the spellings that editors accepted in such recordings and did not undo."""
    with catalogue.reading() as connection:
        accepted = _accepted(connection, programme, without)
        c = CORRECTIONS.c
        rows = connection.execute(
            select(c.recording, c.id, c.after)
            .where(c.recording.in_({recording for recording, _ in accepted}))
            .where(c.status == "applied", c.kind.in_(_SPELLINGS), c.after != "")
        )
        return _most(Counter(row.after for row in rows if (row.recording, row.id) in accepted))


def _accepted(connection: Connection, programme: str | None, without: str) -> set[tuple[str, str]]:
    wanted = (
        select(EDITS.c.recording, EDITS.c.parameters)
        .join(RECORDINGS, RECORDINGS.c.id == EDITS.c.recording)
        .where(RECORDINGS.c.programme.is_not_distinct_from(programme), RECORDINGS.c.id != without)
        .where(EDITS.c.kind.in_(names_of(DecideCorrections)))
    )
    return {
        (row.recording, correction)
        for row in connection.execute(wanted)
        if row.parameters["accept"]
        for correction in row.parameters["corrections"]
    }


def _most(counted: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(counted, key=lambda name: (-counted[name], name))[:MOST])
