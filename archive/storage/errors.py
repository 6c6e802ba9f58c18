"""Storage errors, with messages that tell the user what to do."""

from __future__ import annotations

import errno
from pathlib import Path

from transcripts.errors import UserError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Unreachable(UserError):
    """The object store does not answer; retrying later may help."""


class MissingFile(UserError):
    """There is no file at a path or URL."""


def write_error(folder: Path, error: OSError) -> UserError:
    """Describe why a folder cannot be written, and the way out."""
    if error.errno in _FULL:
        return UserError(
            f"cannot write to {folder}: the disk is full; free some room, or choose another folder"
        )
    return UserError(f"cannot write to {folder}: {error.strerror}; choose a folder of your own")
