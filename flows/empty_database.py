"""Copy an empty database for Prefect's temporary server, instead of creating it for each archive.

Prefect creates its tables by replaying every migration since its first version, which takes longer
than all other work on a short recording.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from importlib.metadata import version
from pathlib import Path

_ELSEWHERE = (
    "PREFECT_API_DATABASE_CONNECTION_URL",
    "PREFECT_SERVER_DATABASE_CONNECTION_URL",
)


def copy_empty_database() -> bool:
    """Copy the empty database into PREFECT_HOME; return whether a database is still missing.

    Nothing is copied if there is no empty database of this version of Prefect, or if it belongs to
    another user.
    """
    home = _find_database_folder()
    if home is None or (home / "prefect.db").exists():
        return False
    made = home / f"prefect.db-{os.getpid()}"
    with suppress(OSError):
        if _cached_database_path().stat().st_uid == home.stat().st_uid:
            shutil.copyfile(_cached_database_path(), made)
            made.chmod(0o600)
            os.link(made, home / "prefect.db")  # fails if another process was faster
    made.unlink(missing_ok=True)
    return not (home / "prefect.db").exists()


def cache_empty_database() -> None:
    """Cache a copy of the database that the server has just created, before any flow has run."""
    home, cached = _find_database_folder(), _cached_database_path()
    if home is None:
        return
    made = cached.with_name(f"{cached.name}-{os.getpid()}")
    with suppress(OSError, sqlite3.Error):
        cached.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with (
            closing(sqlite3.connect(home / "prefect.db")) as database,
            closing(sqlite3.connect(made)) as copy,
        ):
            database.backup(copy)
        made.replace(cached)
    made.unlink(missing_ok=True)


def _find_database_folder() -> Path | None:
    """Return the folder of the temporary server's database; None if it is elsewhere."""
    if os.name != "posix" or any(name in os.environ for name in _ELSEWHERE):
        return None
    return Path(os.environ["PREFECT_HOME"])


def _cached_database_path() -> Path:
    folder = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    return folder / "tapelog" / f"prefect-{version('prefect')}.db"
