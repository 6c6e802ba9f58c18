"""Rebuild the search index, or add recordings that are missing from it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Select, select, text

from archive.catalogue.current import read_snapshot
from archive.database.connection import Catalogue, lock
from archive.database.index_tables import INDEXED, TOKENS, empty_tables
from archive.database.tables import RECORDINGS
from archive.search.index import update_index


def reindex(catalogue: Catalogue) -> Iterator[str]:
    """Rebuild the whole index; yield the id of each recording when it is indexed.

    Other processes may search and write meanwhile; a search finds only the recordings indexed so
    far. If the rebuild is interrupted, recordings that are not indexed yet stay missing until the
    next rebuild.
    """
    with catalogue.writing() as connection:
        empty_tables(connection)
    for recording in _list_recordings(catalogue):
        with catalogue.writing() as connection:
            lock(connection, recording)
            update_index(
                connection, recording, None, read_snapshot(connection, recording).applied.transcript
            )
        yield recording
    with catalogue.writing() as connection:
        optimize_index(connection)


def _list_recordings(catalogue: Catalogue) -> list[str]:
    with catalogue.reading() as connection:
        return list(connection.scalars(_select_in_order()))


def index_missing(connection: Connection) -> None:
    """Index the recordings that are not in the index, within a transaction."""
    known = select(INDEXED.c.recording)
    missing = connection.scalars(_select_in_order().where(RECORDINGS.c.id.not_in(known))).all()
    for recording in missing:
        update_index(
            connection, recording, None, read_snapshot(connection, recording).applied.transcript
        )
    if missing:
        optimize_index(connection)


def optimize_index(connection: Connection) -> None:
    """Optimize the full-text index after many small writes."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"INSERT INTO {TOKENS} ({TOKENS}) VALUES ('optimize')"))
    else:
        connection.execute(text(f"ANALYZE {TOKENS}"))


def _select_in_order() -> Select[tuple[str]]:
    return select(RECORDINGS.c.id).order_by(RECORDINGS.c.entered, RECORDINGS.c.id)
