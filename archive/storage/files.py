"""Select the storage of a path, and provide the operations that most callers need."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import cast
from urllib.parse import unquote, urlsplit

from platformdirs import user_data_path

from archive.storage.local import LocalStorage
from archive.storage.objects import ObjectStorage
from archive.storage.protocol import Storage
from transcripts.errors import UserError
from transcripts.extras import install_command
from transcripts.identifiers import check_identifier

MIN_FREE_SPACE = 500 * 10**6
"""Bytes that must be free before a recording is started.

An hour of audio with all its results takes a tenth of that; a database on the same disk needs
space, too.
"""

_LOCAL, _OBJECTS = LocalStorage(), ObjectStorage()


def storage_of(path: Path) -> Storage:
    """Return the storage of a path; only this function distinguishes folders from URLs."""
    return _LOCAL if isinstance(path, Path) else _OBJECTS


def parse_location(text: str | Path) -> Path:
    """Parse a folder or URL given by the user.

    Raises UserError if the URL cannot be used.
    """
    given = str(text)
    if "://" not in given:
        return Path(text)
    if given.startswith("file://"):
        return Path(unquote(urlsplit(given).path))
    from upath import UPath

    try:
        # Listings are not cached, because other machines write to the store, too.
        found = UPath(given.rstrip("/"), use_listings_cache=False)
        _ = found.fs  # imports the package for this kind of URL
    except ImportError as error:
        raise UserError(
            f"{given} needs another package ({error}): {install_command('s3')}"
        ) from None
    except ValueError:
        raise UserError(
            f"{given} cannot hold files: use a folder, or a URL such as s3://bucket/tapelog"
        ) from None
    return cast(Path, found)


def archive_folder(path: Path | None = None) -> Path:
    """Return the archive's folder: `path`, else TAPELOG_ARCHIVE, else the default one."""
    chosen = path or os.environ.get("TAPELOG_ARCHIVE") or user_data_path("tapelog", False)
    found = parse_location(chosen)
    return storage_of(found).resolve(found)


def published_folder(archive: Path, recording_id: str) -> Path:
    """Return the folder in which an archive publishes a recording.

    Raises UserError for a malformed id.
    """
    return archive / "published" / check_identifier(recording_id)


def write_atomically(path: Path, data: bytes | str) -> None:
    """Write a file atomically, so that readers see either the old or the new content.

    Text is written as UTF-8. The folder must exist. Raises UserError if the file cannot be written.
    """
    storage_of(path).write(path, data.encode() if isinstance(data, str) else data)


def check_reachable(path: Path) -> None:
    """Raise UserError if a URL does not answer or denies access."""
    storage_of(path).check_reachable(path)


def check_writable(folder: Path) -> None:
    """Raise UserError if `folder` is not writable; leaves no file behind."""
    storage_of(folder).check_writable(folder)


def check_free_space(folder: Path, needed: int) -> None:
    """Raise UserError if fewer than `needed` bytes are free.

    The free space behind a URL is unknown, so it is not checked.
    """
    storage_of(folder).check_free_space(folder, needed)


def local_copy(path: Path) -> AbstractContextManager[Path]:
    """Yield a local file with the bytes of `path` while the block runs."""
    return storage_of(path).local_copy(path)


def local_folder(archive: Path) -> Path:
    """Return a local folder for files that an archive behind a URL cannot hold."""
    return storage_of(archive).local_folder(archive)
