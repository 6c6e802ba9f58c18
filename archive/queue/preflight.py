"""Checks before a recording is started: the archive's disk or share is mounted."""

from __future__ import annotations

import platform

from sqlalchemy import select

from archive.database.connection import Catalogue
from archive.database.tables import RECORDINGS
from archive.storage.errors import StorageFault
from archive.storage.files import storage_of

PUBLISHED = "published"


def check_mounted(catalogue: Catalogue) -> None:
    """Raise StorageFault if published recordings are known but the published folder is missing.

    A worker whose machine has not mounted the archive's share sees an empty folder. If it published
    there, the recordings would count as done, but nobody would see them.
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
            f"{archive} on {platform.node()} has no folder {PUBLISHED!r}, but its database lists "
            "recordings published there: mount the archive, or check TAPELOG_ARCHIVE"
        )


def device(catalogue: Catalogue) -> int | None:
    """Return the device number of the archive's file system; it changes when that is mounted."""
    folder = storage_of(catalogue.archive).local_path(catalogue.archive)
    try:
        return folder.stat().st_dev if folder else None
    except OSError:
        return None
