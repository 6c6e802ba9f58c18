"""Storage errors, with messages that say what to do."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from transcripts.errors import UserError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StorageFault(UserError):
    """The storage is full, missing or not writable; the data is not the cause."""


class DiskFull(StorageFault):
    """The disk is full."""


class Unreachable(StorageFault):
    """The object store does not answer; retrying later may help."""


class MissingFile(UserError):
    """The path or URL does not exist."""


def write_error(folder: Path, error: OSError) -> StorageFault:
    """Return a StorageFault that says why a folder cannot be written, and what to do."""
    if error.errno in _FULL:
        return DiskFull(
            f"cannot write to {folder}: the disk is full; free some space or choose another folder"
        )
    return StorageFault(f"cannot write to {folder}: {error.strerror}; choose another folder")


def check_not_pipe(path: Path) -> None:
    """Raise UserError for a named pipe, because reading it could block forever.

    Pipes that a shell creates (`<(command)`, /dev/stdin) are allowed, because a program writes to
    them.
    """
    try:
        mode = os.stat(str(path)).st_mode  # noqa: PTH116 - a URL has no stat of its own
    except (OSError, ValueError):
        return
    if stat.S_ISFIFO(mode) and not str(path).startswith(("/dev/", "/proc/")):
        raise UserError(f"{path} is a named pipe, not a file: use a file")
