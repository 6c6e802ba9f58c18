"""Bring a catalogue's tables to a version: those of this tapelog, or earlier ones."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from transcripts.errors import UserError

NEWEST = "0006"

VERSIONS = tuple(f"{number:04}" for number in range(1, int(NEWEST) + 1))
"""Every version that there was, the oldest first."""

_LOCK = 0x7A9E106
"""Any number that no other program takes for its own lock in the same PostgreSQL database."""


def version(connection: Connection) -> str | None:
    """Give the version of the tables; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def check_version(connection: Connection) -> bool:
    """Tell whether the tables are of this tapelog; UserError where they are of a newer one."""
    found = version(connection)
    if found is not None and found > NEWEST:
        raise UserError(
            f"the catalogue is of version {found} and this tapelog knows up to {NEWEST}: "
            "use the tapelog that made it, or a newer one"
        )
    return found == NEWEST


def migrate(connection: Connection, target: str = NEWEST, *, tables_only: bool = False) -> None:
    """Bring the tables to a version ("base": none) within the connection's transaction.

    With `tables_only` the search index, which is made from transcripts, is left empty.

    Of several programs that try at once, one does it and the others find it done.
    """
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    found = version(connection) or ""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    if target == "base" or target < found:
        command.downgrade(config, target)
    else:
        command.upgrade(config, target)
        if target == NEWEST and not tables_only:
            # Last, because what follows from transcripts is made by the code of today.
            from archive.search.reindex import fill

            fill(connection)
