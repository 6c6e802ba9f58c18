"""Migrate the tables of a catalogue to this version of tapelog, or back to an earlier one."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from transcripts.errors import UserError

NEWEST = "0009"

VERSIONS = tuple(f"{number:04}" for number in range(1, int(NEWEST) + 1))
"""All versions, oldest first."""

_LOCK = 0x7A9E106
"""The key of PostgreSQL's advisory lock for migrations: an arbitrary number, so that it differs
from the keys of other programs.
"""


def version(connection: Connection) -> str | None:
    """Return the version of the tables; None if there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def check_version(connection: Connection) -> bool:
    """Check whether the tables are current; raises UserError if a newer tapelog wrote them."""
    found = version(connection)
    if found is not None and found > NEWEST:
        raise UserError(
            f"the catalogue has version {found}, but this tapelog supports only up to {NEWEST}: "
            "use the tapelog that wrote it, or a newer one"
        )
    return found == NEWEST


def migrate(connection: Connection, target: str = NEWEST) -> None:
    """Migrate the tables to a version ("base": no tables) within the connection's transaction.

    If several processes try this at once, one of them migrates, and the others find that nothing is
    left to do. Afterwards, older recordings are missing from the search index;
    `archive.catalogue.reindex` adds them.
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
