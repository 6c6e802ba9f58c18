"""Why a publication failed, in words for editors, with the exit status that stands for it.

Publications run in processes of their own, which report the kind of failure by their exit status
and the technical message on standard error.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.storage.errors import DiskFull, StorageFault
from archive.storage.outside import PublishedByAnotherArchive
from archive.storage.published import MissingSound
from transcripts.errors import UserError

_OTHER = 1
_ANOTHER_ARCHIVE = 3

_STATUS: dict[type[UserError], int] = {
    PublishedByAnotherArchive: _ANOTHER_ARCHIVE,
    DiskFull: 4,
    StorageFault: 5,
    MissingSound: 6,
}
"""The exit status of each kind of error; the first that matches counts."""

_REASONS = {
    _ANOTHER_ARCHIVE: (
        "This archive was copied or moved; the folder with the published files belongs to the "
        "archive in the former place."
    ),
    4: "The disk is full. Free some space, then try again.",
    5: (
        "The published files cannot be written. Show the details to whoever looks after the "
        "archive, then try again."
    ),
    6: (
        "The sound of this recording is missing, and it is part of what is published. Ask whoever "
        "looks after the archive to process the recording again."
    ),
}

_OTHER_REASON = "Try again. If it fails again, show the details to whoever looks after the archive."


@dataclass(frozen=True, slots=True)
class PublicationFailure:
    """Why a publication failed: what an editor reads, and the technical message.

    `can_publish_inside` if publishing inside the archive's own folder is the way out.
    """

    reason: str
    detail: str
    can_publish_inside: bool


def exit_status(error: UserError) -> int:
    """Return the exit status that stands for a kind of error."""
    return next((code for kind, code in _STATUS.items() if isinstance(error, kind)), _OTHER)


def failure_of(status: int, stderr: str) -> PublicationFailure:
    """Return the failure that an exit status and the output of a publication stand for."""
    lines = stderr.strip().splitlines()
    return PublicationFailure(
        reason=_REASONS.get(status, _OTHER_REASON),
        detail=lines[-1] if lines else f"publishing failed with exit status {status}",
        can_publish_inside=status == _ANOTHER_ARCHIVE,
    )
