"""Find names and spellings that editors confirmed, for other recordings of the same programme."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, select

from archive.database.connection import Catalogue
from archive.database.tables import CORRECTIONS, EDITS, RECORDINGS, SPEAKERS
from transcripts.edits.kinds.decide_corrections import DecideCorrections
from transcripts.edits.kinds.table import stored_names_of_kind

MOST = 200
"""The maximum number of names per programme; names in the most recordings come first.

Every name is compared with every doubtful name of a recording, so more names would take longer and
match more words by chance.
"""

_SPELLINGS = ("name", "spelling")


def find_confirmed_names(
    catalogue: Catalogue, programme: str | None, exclude: str
) -> tuple[str, ...]:
    """Return the names that editors confirmed in other recordings of a programme.

    If `programme` is None, recordings without a programme are searched.
    """
    statement = (
        select(SPEAKERS.c.name)
        .join(RECORDINGS, RECORDINGS.c.id == SPEAKERS.c.recording)
        .where(RECORDINGS.c.programme.is_not_distinct_from(programme), RECORDINGS.c.id != exclude)
        # Only a name set by an editor has confidence 1.0; evidence of the machine is never certain.
        .where(SPEAKERS.c.name.is_not(None), SPEAKERS.c.confidence == 1.0)
    )
    with catalogue.reading() as connection:
        return _sort_by_frequency(Counter(connection.scalars(statement)))


def find_confirmed_spellings(
    catalogue: Catalogue, programme: str | None, exclude: str
) -> tuple[str, ...]:
    """Return the spellings that editors accepted in other recordings of a programme."""
    with catalogue.reading() as connection:
        accepted = _find_accepted_spellings(connection, programme, exclude)
        c = CORRECTIONS.c
        rows = connection.execute(
            select(c.recording, c.id, c.after)
            .where(c.recording.in_({recording for recording, _ in accepted}))
            .where(c.status == "applied", c.kind.in_(_SPELLINGS), c.after != "")
        )
        return _sort_by_frequency(
            Counter(row.after for row in rows if (row.recording, row.id) in accepted)
        )


def _find_accepted_spellings(
    connection: Connection, programme: str | None, exclude: str
) -> set[tuple[str, str]]:
    statement = (
        select(EDITS.c.recording, EDITS.c.parameters)
        .join(RECORDINGS, RECORDINGS.c.id == EDITS.c.recording)
        .where(RECORDINGS.c.programme.is_not_distinct_from(programme), RECORDINGS.c.id != exclude)
        .where(EDITS.c.kind.in_(stored_names_of_kind(DecideCorrections)))
    )
    return {
        (row.recording, correction)
        for row in connection.execute(statement)
        if row.parameters["accept"]
        for correction in row.parameters["corrections"]
    }


def _sort_by_frequency(name_counts: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(name_counts, key=lambda name: (-name_counts[name], name))[:MOST])
