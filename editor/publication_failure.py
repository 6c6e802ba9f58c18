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

_KINDS: tuple[tuple[type[UserError], str], ...] = (
    (
        PublishedByAnotherArchive,
        "This archive was copied or moved; the folder with the published files belongs to the "
        "archive in the former place.",
    ),
    (DiskFull, "The disk is full. Free some space, then try again."),
    (
        StorageFault,
        "The published files cannot be written. Show the details to whoever looks after the "
        "archive, then try again.",
    ),
    (
        MissingSound,
        "The sound of this recording is missing, and it is part of what is published. Ask whoever "
        "looks after the archive to process the recording again.",
    ),
)
"""Kinds of errors, with reasons in words for editors; the first kind that matches counts."""

_FIRST_STATUS = 3
"""The exit status of the first kind; 1 and 2 are those of other errors and of wrong usage."""

_OTHER_REASON = "Try again. If it fails again, show the details to whoever looks after the archive."


@dataclass(frozen=True, slots=True)
class PublicationFailure:
    """Why a publication failed: what an editor reads, and the technical message.

    `can_publish_inside` is true if publishing to the archive's own folder solves the problem.
    """

    reason: str
    detail: str
    can_publish_inside: bool


def exit_status(error: UserError) -> int:
    """Return the exit status that stands for a kind of error."""
    for status, (kind, _) in enumerate(_KINDS, _FIRST_STATUS):
        if isinstance(error, kind):
            return status
    return 1


def failure_of(status: int, stderr: str) -> PublicationFailure:
    """Return the failure that an exit status and the output of a publication stand for."""
    kind, reason = dict(enumerate(_KINDS, _FIRST_STATUS)).get(status, (None, _OTHER_REASON))
    lines = stderr.strip().splitlines()
    return PublicationFailure(
        reason=reason,
        detail=lines[-1] if lines else f"publishing failed with exit status {status}",
        can_publish_inside=kind is PublishedByAnotherArchive,
    )
