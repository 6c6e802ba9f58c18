"""Database connections: SQLite in the archive's folder, or PostgreSQL via TAPELOG_DATABASE."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    InterfaceError,
    OperationalError,
)

from archive.storage.files import storage_of
from transcripts.errors import UserError
from transcripts.extras import require_extra

FILE = "catalogue.sqlite"

DATABASE = "TAPELOG_DATABASE"
"""The environment variable with the URL of a database that all archives on this machine use."""

_BUSY_TIMEOUT = 60
"""Seconds to wait for another writer. A write takes milliseconds, so thousands can wait in turn."""

_MAX_CONNECTIONS = 60
"""The maximum number of connections per process.

The editor handles 40 requests at once, and each may be waiting for another one to save. A request
fails if it gets no connection within half a minute.
"""


class Unavailable(UserError):
    """The database cannot be reached or used; retrying later may help."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """An archive's folder and its database."""

    archive: Path
    engine: Engine

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables with which another process opens the same catalogue."""
        if self.engine.dialect.name == "sqlite" and self.engine.url.database == str(
            self.archive / FILE
        ):
            return {DATABASE: ""}
        return {DATABASE: self.engine.url.render_as_string(hide_password=False)}

    def stored_path(self, folder: Path) -> str:
        """Return a folder as stored in the catalogue: relative if it is inside the archive."""
        folder = folder.absolute()
        same_storage = storage_of(folder) is storage_of(self.archive)
        if same_storage and folder.is_relative_to(self.archive):
            return folder.relative_to(self.archive).as_posix()
        return str(folder)

    def folder(self, stored_path: str) -> Path:
        """Return the folder that a `stored_path` refers to."""
        return Path(stored_path) if Path(stored_path).is_absolute() else self.archive / stored_path

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one snapshot of the catalogue."""
        with self._convert_errors(), self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that commits at the end of the block, or rolls back on an error."""
        with self._convert_errors(), self.engine.connect() as connection:
            connection = connection.execution_options(writes=True)
            with connection.begin():
                yield connection

    @contextmanager
    def _convert_errors(self) -> Iterator[None]:
        """Convert database errors into Unavailable."""
        try:
            yield
        except UnicodeDecodeError as error:  # SQLite's message quotes bytes of a damaged schema
            if b"malformed" not in error.object:
                raise
            raise Unavailable(
                f"the catalogue {self.engine.url.render_as_string()} is damaged (malformed "
                "database schema): restore a backup"
            ) from None
        except DBAPIError as error:
            gone = isinstance(error, OperationalError | InterfaceError)
            damaged = type(error) is DatabaseError  # not a subclass: SQLite cannot read the file
            unusable = gone or error.connection_invalidated or damaged
            if not unusable:
                raise
            raise Unavailable(
                f"the catalogue {self.engine.url.render_as_string()} cannot be used "
                f"({_describe_error(error)}): check TAPELOG_DATABASE, the disk and your permissions"
            ) from None


def connect(folder: Path, url: str | None) -> Catalogue:
    """Connect to the catalogue of an archive, whatever version its tables have.

    Without a URL, the database is the SQLite file in the folder. The caller disposes of the engine.
    Raises UserError if the URL cannot be used.
    """
    return Catalogue(folder, _create_engine(_build_url(folder, url)))


def lock(connection: Connection, recording: str) -> None:
    """Lock a recording against other writers until the transaction ends.

    SQLite needs no lock: it allows one writer at a time.
    """
    if connection.dialect.name == "postgresql":
        of_recording = text("SELECT pg_advisory_xact_lock(hashtextextended(:recording, 0))")
        connection.execute(of_recording, {"recording": recording})


@contextmanager
def publication_lock(catalogue: Catalogue, recording: str) -> Iterator[None]:
    """Lock a recording against other publishers, unless the storage has locks of its own.

    Edits do not wait for this lock.
    """
    if storage_of(catalogue.archive).locks_folders:
        yield
        return
    with catalogue.writing() as connection:
        lock(connection, f"files of {recording}")
        yield


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; replace those with the same primary key."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(table)
    keys = table.primary_key.columns.keys()
    rest = {c.name: new.excluded[c.name] for c in table.c if c.name not in keys}
    connection.execute(new.on_conflict_do_update(index_elements=keys, set_=rest), list(rows))


def _build_url(folder: Path, database_url: str | None) -> URL:
    storage = storage_of(folder)
    if not database_url and storage.local_path(folder) is None:
        raise UserError(
            f"{folder} is not a local folder, so its catalogue cannot be an SQLite file: set "
            "TAPELOG_DATABASE=postgresql://user@host/name"
        )
    if not database_url:
        storage.make_folder(folder)
        return URL.create("sqlite", database=str(folder / FILE))
    try:
        url = make_url(database_url)
    except ArgumentError:
        raise UserError(
            "TAPELOG_DATABASE is not a database URL: set it to postgresql://user@host/name"
        ) from None
    if url.drivername in ("postgres", "postgresql"):
        require_extra("server", "a catalogue in PostgreSQL")
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("postgresql", "sqlite"):
        raise UserError(
            f"TAPELOG_DATABASE has the unknown type {url.drivername!r}: set it to "
            "postgresql://user@host/name, or unset it to use SQLite"
        )
    return url


def _create_engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_pre_ping=True, max_overflow=_MAX_CONNECTIONS)
    is_read_only = _is_read_only(url)
    engine = create_engine(
        _to_read_only(url) if is_read_only else url,
        connect_args={"timeout": _BUSY_TIMEOUT},
        max_overflow=_MAX_CONNECTIONS,
    )
    event.listen(engine, "connect", _configure_read_only if is_read_only else _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _is_read_only(url: URL) -> bool:
    """Check whether an SQLite file exists that this user cannot change."""
    path = Path(url.database or "")
    if not path.is_file():
        return False
    return not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def _to_read_only(url: URL) -> URL:
    """Return the URL with which SQLite reads a file without creating files beside it.

    If there is no write-ahead log, nobody is writing, and SQLite opens the file without a lock.
    """
    log = Path(f"{url.database}-wal")
    mode = {"mode": "ro"} if log.exists() else {"mode": "ro", "immutable": "1"}
    return url.set(database=f"file:{quote(url.database or '')}", query={**mode, "uri": "true"})


def _configure_read_only(connection: Any, _: object) -> None:
    """Turn off implicit transactions."""
    connection.isolation_level = None


def _configure_sqlite(connection: Any, _: object) -> None:
    """Turn off implicit transactions; turn on write-ahead logging and foreign keys."""
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock when a writing transaction begins.

    Without this, only one of two transactions that read before they write could write.
    """
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _describe_error(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0]
