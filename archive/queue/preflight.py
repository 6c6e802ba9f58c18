"""Checks before a recording is claimed: the archive of the database is really at its place."""

from __future__ import annotations

import platform

from sqlalchemy import select

from archive.database.connection import Catalogue
from archive.database.tables import RECORDINGS
from archive.storage.errors import StorageFault
from archive.storage.files import storage_of

PUBLISHED = "published"


def check_mounted(catalogue: Catalogue) -> None:
    """Raise StorageFault if the database knows published recordings that the folder cannot have.

    That is what a worker sees whose machine has not mounted the archive's share: an empty folder.
    What it published there would count as done, and nobody else would ever see it.
    """
    archive = catalogue.archive
    if storage_of(archive).local_path(archive) is None or (archive / PUBLISHED).is_dir():
        return
    inside = RECORDINGS.c.folder.startswith(f"{PUBLISHED}/")
    with catalogue.reading() as connection:
        known = connection.execute(
            select(RECORDINGS.c.id).where(inside, RECORDINGS.c.published.is_not(None)).limit(1)
        ).first()
    if known:
        raise StorageFault(
            f"{archive} on {platform.node()} has no folder {PUBLISHED!r}, but its database has "
            "recordings that are published there: mount the archive, or check TAPELOG_ARCHIVE"
        )


def device(catalogue: Catalogue) -> int | None:
    """Return the number of the file system that holds the archive; it changes with a mount."""
    folder = storage_of(catalogue.archive).local_path(catalogue.archive)
    try:
        return folder.stat().st_dev if folder else None
    except OSError:
        return None
