"""Record which entries of a source are not recordings: empty, unreadable or invalid files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select

from archive.database.connection import Catalogue
from archive.database.tables import LEFT_OUT
from archive.database.timestamps import current_time

MOST_PER_SOURCE = 1000
"""The maximum number of entries stored per source, so that a folder of other files does not fill
the table.
"""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry of a source that is left out, why, and since which time (ISO 8601)."""

    source: str
    entry: str
    since: str


def record_left_out(catalogue: Catalogue, source: str, entries: Iterable[str]) -> None:
    """Replace the entries left out of a source; nothing is written if they have not changed."""
    entries_now = set(sorted(set(entries))[:MOST_PER_SOURCE])
    of_source = LEFT_OUT.c.source == source
    with catalogue.reading() as connection:
        before = set(connection.scalars(select(LEFT_OUT.c.entry).where(of_source)))
    if before == entries_now:
        return
    at = current_time()
    with catalogue.writing() as connection:
        before = set(connection.scalars(select(LEFT_OUT.c.entry).where(of_source)))
        for gone in before - entries_now:
            connection.execute(delete(LEFT_OUT).where(of_source, LEFT_OUT.c.entry == gone))
        new = [{"source": source, "entry": e, "at": at} for e in sorted(entries_now - before)]
        if new:
            connection.execute(insert(LEFT_OUT), new)


def list_left_out(catalogue: Catalogue, limit: int = 20) -> tuple[int, tuple[LeftOut, ...]]:
    """Count the entries that were left out, over all sources, and return the newest ones."""
    newest = select(LEFT_OUT).order_by(LEFT_OUT.c.at.desc(), LEFT_OUT.c.source, LEFT_OUT.c.entry)
    with catalogue.reading() as connection:
        number = connection.scalar(select(func.count()).select_from(LEFT_OUT)) or 0
        rows = connection.execute(newest.limit(limit)).all()
    return number, tuple(LeftOut(row.source, row.entry, row.at) for row in rows)
