"""Check, before a recording is claimed, that this host sees the archive of the database.

The database has an id, and the archive's folder or bucket has a file with the same id. A host that
has not mounted the archive's share sees an empty folder. If it published there, the recordings
would count as done, but nobody would see them.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select, update

from archive.database.connection import Catalogue, upsert
from archive.database.tables import HOST_FAULTS, IDENTITY, RECORDINGS
from archive.database.timestamps import current_time
from archive.storage.errors import MissingFile, StorageFault
from archive.storage.files import storage_of, write_atomically

PUBLISHED = "published"

IDENTITY_FILE = "archive.id"
"""The file in the archive with the id of its database."""

FAULT_RETENTION = timedelta(days=7)
"""How long the fault of a host is listed if the host does not check again."""


@dataclass(frozen=True, slots=True)
class HostFault:
    """Why a host starts no recordings: the folder or URL that it cannot use, and since when."""

    host: str
    place: str
    reason: str
    since: str


def check_mounted(catalogue: Catalogue, may_store_id: bool = True) -> None:
    """Raise StorageFault unless the archive has the id of the database.

    At the first check, the id is stored in the archive if `may_store_id` is true. Raises
    StorageFault instead if recordings were published in a folder that is now missing. Raises
    Unreachable if an object store does not answer.
    """
    archive, host = catalogue.archive, platform.node()
    with catalogue.reading() as connection:
        identity = connection.execute(select(IDENTITY)).one()
    found = _read_stored_identity(archive)
    if found == identity.id:
        return
    if found is not None:
        raise StorageFault(
            f"{archive} on {host} belongs to another database (its {IDENTITY_FILE} has {found}, "
            f"the database has {identity.id}): check TAPELOG_ARCHIVE and TAPELOG_DATABASE; if you "
            "restored the database of a former version, delete that file"
        )
    if identity.stored or _lacks_published(catalogue):
        raise StorageFault(
            f"{archive} on {host} is not the archive of this database, or is not mounted: mount "
            f"it, or check TAPELOG_ARCHIVE; if it is the archive, write {identity.id} into its "
            f"file {IDENTITY_FILE}"
        )
    if may_store_id:
        storage_of(archive).make_folder(archive)
        write_atomically(archive / IDENTITY_FILE, f"{identity.id}\n")
        with catalogue.writing() as connection:
            connection.execute(update(IDENTITY).values(stored=True))


def find_archive_fault(catalogue: Catalogue) -> str | None:
    """Return why this host must not claim recordings, and store that for `tapelog status`.

    Returns None if the archive is mounted. Raises Unreachable like `check_mounted`.
    """
    place = str(catalogue.archive)
    try:
        check_mounted(catalogue)
    except StorageFault as error:
        record_fault(catalogue, place, str(error))
        return str(error)
    resolve_faults(catalogue, {place})
    return None


def record_fault(catalogue: Catalogue, folder_or_url: str, reason: str) -> None:
    """Store why this host cannot use a folder or URL.

    Faults that nobody reported for a week are deleted.
    """
    host, now = platform.node(), datetime.now(UTC)
    known = {fault.place: fault for fault in list_host_faults(catalogue) if fault.host == host}
    if folder_or_url in known and known[folder_or_url].reason == reason:
        return
    row = {"host": host, "place": folder_or_url, "reason": reason, "at": current_time()}
    with catalogue.writing() as connection:
        upsert(connection, HOST_FAULTS, [row])
        old = (now - FAULT_RETENTION).isoformat()
        connection.execute(delete(HOST_FAULTS).where(HOST_FAULTS.c.at < old))


def resolve_faults(catalogue: Catalogue, folders_or_urls: set[str]) -> None:
    """Delete this host's faults at these folders or URLs; writes nothing if there are none."""
    host = platform.node()
    known = {fault.place for fault in list_host_faults(catalogue) if fault.host == host}
    for place in known & folders_or_urls:
        with catalogue.writing() as connection:
            at = HOST_FAULTS.c.host == host, HOST_FAULTS.c.place == place
            connection.execute(delete(HOST_FAULTS).where(*at))


def list_host_faults(catalogue: Catalogue) -> tuple[HostFault, ...]:
    """Return the faults of all hosts, by host."""
    by_host = select(HOST_FAULTS).order_by(HOST_FAULTS.c.host, HOST_FAULTS.c.place)
    with catalogue.reading() as connection:
        rows = connection.execute(by_host).all()
    return tuple(HostFault(row.host, row.place, row.reason, row.at) for row in rows)


def _read_stored_identity(archive: Path) -> str | None:
    """Return the id in the archive's file; None if there is no such file."""
    try:
        return storage_of(archive).read_range(archive / IDENTITY_FILE, 0, 100).decode().strip()
    except MissingFile:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StorageFault(
            f"{archive / IDENTITY_FILE} on {platform.node()} cannot be read ({error}): mount the "
            "archive there"
        ) from None


def _lacks_published(catalogue: Catalogue) -> bool:
    """Check whether the folder of published recordings is missing although some were published."""
    archive = catalogue.archive
    if storage_of(archive).local_path(archive) is None or (archive / PUBLISHED).is_dir():
        return False
    inside = RECORDINGS.c.folder.startswith(f"{PUBLISHED}/")
    published = select(RECORDINGS.c.id).where(inside, RECORDINGS.c.published.is_not(None))
    with catalogue.reading() as connection:
        return connection.execute(published.limit(1)).first() is not None
