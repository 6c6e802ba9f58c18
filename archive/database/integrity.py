"""Check a database for damage: its own checks, its table definitions, the type of each value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, create_engine, select, text
from sqlalchemy.exc import DBAPIError

from archive.database.connection import Catalogue
from archive.database.index_tables import INDEX
from archive.database.migrate import migrate
from archive.database.tables import METADATA
from archive.database.value_types import fits_column
from transcripts.errors import UserError

_MOST_REPORTED = 20


def find_damage(catalogue: Catalogue) -> Iterator[str]:
    """Yield descriptions of damage; changes nothing."""
    try:
        if catalogue.engine.dialect.name == "sqlite":
            with catalogue.reading() as connection:
                yield from _check_sqlite(connection)
        else:
            yield from _check_postgresql_indexes(catalogue)
        with catalogue.reading() as connection:
            for table in (*METADATA.sorted_tables, *INDEX.sorted_tables):
                yield from _find_wrong_types(connection, table)
    except (DBAPIError, UserError, ValueError, TypeError) as error:
        reason = getattr(error, "orig", None) or error
        yield " ".join(str(reason).split())[:200]


def _check_sqlite(connection: Connection) -> Iterator[str]:
    check = f"PRAGMA integrity_check({_MOST_REPORTED})"
    for (found,) in connection.exec_driver_sql(check).all():
        if found != "ok":
            yield found
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check").all()[:_MOST_REPORTED]:
        yield f"a row of {row[0]} refers to a missing row"
    engine = create_engine("sqlite://")
    with engine.begin() as fresh:
        migrate(fresh)
        wanted = _read_schema(fresh)
    engine.dispose()
    found = _read_schema(connection)
    for name in sorted(wanted.keys() | found.keys()):
        if name in wanted and found.get(name) != wanted[name]:
            yield f"the definition of {name} differs"


def _read_schema(connection: Connection) -> dict[str, Any]:
    """Return the columns of each table, and the SQL of each trigger without its white space."""
    listed = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master").all()
    found: dict[str, Any] = {}
    for kind, name, sql in listed:
        if kind == "table":
            columns = f"SELECT * FROM pragma_table_info({_quote_identifier(name)})"
            found[name] = [tuple(row) for row in connection.exec_driver_sql(columns)]
        else:
            found[name] = " ".join(sql.split()) if kind == "trigger" else kind
    return found


def _quote_identifier(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _check_postgresql_indexes(catalogue: Catalogue) -> Iterator[str]:
    """Check PostgreSQL's indexes, if the extension amcheck is installed."""
    with catalogue.reading() as connection:
        is_installed = text("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'")
        if connection.scalar(is_installed) is None:
            return
        indexes = text(
            "SELECT c.oid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "JOIN pg_am a ON a.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE a.amname = 'btree' AND n.nspname = current_schema()"
        )
        names = list(connection.scalars(indexes))
    for name in names:
        try:
            with catalogue.reading() as connection:
                connection.execute(text("SELECT bt_index_check(CAST(:n AS regclass))"), {"n": name})
        except DBAPIError as error:
            yield str(error.orig).splitlines()[0]


def _find_wrong_types(connection: Connection, table: Table) -> Iterator[str]:
    """Describe each value whose type differs from that of its column, which SQLite allows."""
    for row in connection.execute(select(table)).yield_per(100):
        for column, value in zip(table.c, row, strict=True):
            if not (fits_column(column, value) or (value is None and column.nullable)):
                yield f"{column.name} of a row of {table.name} is not valid"
