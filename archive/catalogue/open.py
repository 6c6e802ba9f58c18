"""Open a catalogue: SQLite in the archive's folder, or PostgreSQL by TAPELOG_DATABASE."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError

from archive.catalogue.migrate import check_version, migrate
from archive.files import archive_folder, unwritable
from archive.places import remote
from transcripts.errors import UserError

FILE = "catalogue.sqlite"

_PATIENCE = 60
"""Seconds to wait while others write: a write takes milliseconds, so this is thousands in line."""


_AT_ONCE = 60
"""Connections of one program: the editor answers 40 requests at once, and each may have to wait for
another to save. With fewer, who waits for a connection is turned away after half a minute."""


class Unavailable(UserError):
    """The database does not answer, or cannot be used; it may be back in a moment."""


DATABASE = "TAPELOG_DATABASE"
"""The setting with the URL of the database that all archives of a machine share."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """An archive's folder and the database that knows what is in it."""

    archive: Path
    engine: Engine

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to open the same catalogue."""
        if self.engine.dialect.name == "sqlite" and self.engine.url.database == str(
            self.archive / FILE
        ):
            return {DATABASE: ""}
        return {DATABASE: self.engine.url.render_as_string(hide_password=False)}

    def inside(self, folder: Path) -> str:
        """Write a folder as the catalogue keeps it: relative where it is inside the archive."""
        folder = folder.absolute()
        if remote(folder) == remote(self.archive) and folder.is_relative_to(self.archive):
            return folder.relative_to(self.archive).as_posix()
        return str(folder)

    def folder(self, kept: str) -> Path:
        """Give the folder that the catalogue keeps so."""
        return Path(kept) if Path(kept).is_absolute() else self.archive / kept

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the catalogue."""
        with self._kindly(), self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes come about at the end, all of them or none."""
        with self._kindly(), self.engine.connect() as connection:
            connection = connection.execution_options(writes=True)
            with connection.begin():
                yield connection

    @contextmanager
    def _kindly(self) -> Iterator[None]:
        """Say in a user's words what is wrong with a database that cannot be used."""
        try:
            yield
        except DBAPIError as error:
            gone = isinstance(error, OperationalError | InterfaceError)
            unusable = gone or error.connection_invalidated or "not a database" in str(error.orig)
            if not unusable:
                raise
            raise Unavailable(
                f"the catalogue {self.engine.url.render_as_string()} cannot be used "
                f"({_reason(error)}): check TAPELOG_DATABASE, the disk and your rights"
            ) from None


@contextmanager
def open_catalogue(archive: Path | None = None, url: str | None = None) -> Iterator[Catalogue]:
    """Open the catalogue of an archive, made or brought up to date if need be.

    `url` wins over TAPELOG_DATABASE, and that over the SQLite file in the folder. UserError where
    it cannot be opened.
    """
    folder = archive_folder(archive)
    engine = _engine(_url(folder, url or os.environ.get(DATABASE)))
    catalogue = Catalogue(folder, engine)
    try:
        with catalogue.reading() as connection:
            ready = check_version(connection)
        if not ready:
            with catalogue.writing() as connection:
                migrate(connection)
        yield catalogue
    finally:
        engine.dispose()


def lock(connection: Connection, recording: str) -> None:
    """Let nobody else write of a recording until the transaction ends.

    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        of_recording = text("SELECT pg_advisory_xact_lock(hashtextextended(:recording, 0))")
        connection.execute(of_recording, {"recording": recording})


@contextmanager
def publishing(catalogue: Catalogue, recording: str) -> Iterator[None]:
    """Let nobody else publish a recording meanwhile where its folder is a URL, which has no locks.

    Those who edit do not wait for it.
    """
    if not remote(catalogue.archive):
        yield
        return
    with catalogue.writing() as connection:
        lock(connection, f"files of {recording}")
        yield


def _url(folder: Path, given: str | None) -> URL:
    if not given and remote(folder):
        raise UserError(
            f"{folder} is no folder of this machine, and a catalogue in one file needs one: set "
            "TAPELOG_DATABASE=postgresql://user@host/name"
        )
    if not given:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(folder, error) from None
        return URL.create("sqlite", database=str(folder / FILE))
    try:
        url = make_url(given)
    except ArgumentError:
        raise UserError(
            "TAPELOG_DATABASE is no URL of a database: write postgresql://user@host/name"
        ) from None
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("postgresql", "sqlite"):
        raise UserError(
            f"TAPELOG_DATABASE names {url.drivername!r}: use postgresql://user@host/name, or none"
        )
    return url


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_pre_ping=True, max_overflow=_AT_ONCE)
    engine = create_engine(url, connect_args={"timeout": _PATIENCE}, max_overflow=_AT_ONCE)
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begun)
    return engine


def _connected(connection: Any, _: object) -> None:
    """Leave transactions to us, let readers and a writer work at once, and keep foreign keys."""
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begun(connection: Connection) -> None:
    """Take the right to write at once: two who read first and write later would both fail."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _reason(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0]
