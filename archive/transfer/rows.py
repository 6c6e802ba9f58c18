"""Load the rows of an export into a new database of their version, and migrate it.

Rows are checked against the column types, because SQLite itself would accept text in a numeric
column.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import Column, Connection, LargeBinary, MetaData, Table, insert
from sqlalchemy.exc import DBAPIError

from archive.catalogue.open import open_catalogue
from archive.database.migrate import NEWEST, VERSIONS, migrate
from archive.database.value_types import fits_column
from archive.transfer.layout import DERIVED, LOCAL
from transcripts.errors import UserError

_BATCH = 500

_MOST_LINE_BYTES = 256 * 2**20
"""The maximum size of a row in bytes: ten times that of a day's transcript."""

_MOST_NUMBER = 2**31 - 1
"""The largest integer that an integer column of PostgreSQL holds."""


@contextmanager
def staged_rows(path: Path, staging_folder: Path, tables: str) -> Iterator[Connection]:
    """Load the rows of a file into a new database in `staging_folder`, and migrate it.

    `tables` is the version of the tables from which the rows were exported. Raises UserError if
    that version is unknown or a row does not fit it.
    """
    if tables not in VERSIONS:
        raise UserError(
            f"the export has the table version {tables[:20]!r}, but this version of tapelog reads "
            f"up to {NEWEST}: import it with the version that exported it, or a newer one"
        )
    with open_catalogue(
        staging_folder / "rows", f"sqlite:///{staging_folder / 'rows.sqlite'}"
    ) as catalogue:
        try:
            with catalogue.writing() as connection:
                migrate(connection, tables)
                _load_rows(connection, path)
                migrate(connection)
        except DBAPIError as error:
            raise UserError(f"the export has inconsistent rows ({error.orig})") from None
        with catalogue.reading() as connection:
            yield connection


def _load_rows(connection: Connection, path: Path) -> None:
    metadata = MetaData()
    metadata.reflect(connection)
    batch: list[dict[str, Any]] = []
    current: Table | None = None
    for number, name, values in _read_lines(path):
        if name in LOCAL | DERIVED:
            continue
        table = metadata.tables.get(name)
        if table is None or name == "alembic_version":
            _reject(number, f"{name[:40]!r} is not one of the tables")
        if table is not current or len(batch) == _BATCH:
            _insert_batch(connection, current, batch)
            current, batch = table, []
        batch.append(_parse_row(number, table, values))
    _insert_batch(connection, current, batch)


def _insert_batch(connection: Connection, table: Table | None, batch: list[dict[str, Any]]) -> None:
    if table is not None and batch:
        connection.execute(insert(table), batch)


def _read_lines(path: Path) -> Iterator[tuple[int, str, dict[str, Any]]]:
    with path.open("rb") as lines:
        number = 0
        while line := lines.readline(_MOST_LINE_BYTES):
            number += 1
            try:
                values = json.loads(line)
                name, row = values["table"], values["row"]
            except (ValueError, KeyError, TypeError, RecursionError):
                _reject(number, "it is not a JSON row")
            if not isinstance(name, str) or not isinstance(row, dict):
                _reject(number, "it is not a JSON row")
            yield number, name, row


def _parse_row(number: int, table: Table, values: dict[str, Any]) -> dict[str, Any]:
    if values.keys() != set(table.c.keys()):
        _reject(number, f"it does not have the columns of {table.name}")
    try:
        return {
            column.name: _convert_value(number, column, values[column.name]) for column in table.c
        }
    except RecursionError:
        _reject(number, "its values are nested too deeply")


def _convert_value(number: int, column: Column[Any], value: Any) -> Any:
    """Convert a JSON value to a column's type; raises UserError if it does not fit."""
    if value is None and column.nullable:
        return None
    if isinstance(column.type, LargeBinary) and isinstance(value, str):
        try:
            value = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            value = None
    if not fits_column(column, value, _MOST_NUMBER):
        _reject(number, f"{str(value)[:40]!r} is not a valid {column.name}")
    return value


def _reject(number: int, reason: str) -> NoReturn:
    raise UserError(f"line {number} of the export's rows is invalid: {reason}; export it again")
