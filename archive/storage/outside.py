"""Prevent copies of an archive from publishing to a folder outside of the archive.

The catalogue stores such a folder (`--out`) as an absolute path. A copy of the archive has the same
path in its catalogue and would overwrite the files of the original. Each archive therefore stores
its own path when a folder is chosen. A copy has another path, and may not publish to the folder
until somebody chooses a folder again.
"""

from __future__ import annotations

from pathlib import Path

from archive.storage.files import storage_of, write_atomically
from transcripts.errors import UserError
from transcripts.identifiers import check_identifier

NOTES = "outside"
"""The folder, inside the archive, with a note for each recording that is published outside."""


class PublishedByAnotherArchive(UserError):
    """The folder of a recording's published files was chosen by an archive at another path."""


def record_outside_folder(archive: Path, recording: str, folder: Path) -> None:
    """Record that this archive, at its current path, publishes a recording to `folder`."""
    if is_outside(archive, folder):
        note = _build_note_path(archive, recording)
        note.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(note, f"{archive.resolve()}\n")


def check_outside_folder(archive: Path, recording: str, folder: Path) -> None:
    """Raise PublishedByAnotherArchive if `folder` was chosen by an archive at another path.

    An earlier version of tapelog did not record such a folder. If there is no record, the folder is
    recorded for this archive.
    """
    if not is_outside(archive, folder):
        return
    try:
        chosen_at = _build_note_path(archive, recording).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        record_outside_folder(archive, recording, folder)
        return
    if chosen_at != str(archive.resolve()):
        raise PublishedByAnotherArchive(
            f"{recording} is published to {folder} by the archive in {chosen_at}; this archive was "
            f"copied or moved to {archive}: choose a folder for this one with "
            f"`tapelog archive publish {recording} --out FOLDER`"
        )


def outside_folder_name(archive: Path, folder: Path) -> str | None:
    """Return the name of a published folder if it is outside the archive; None if it is inside."""
    return folder.name if is_outside(archive, folder) else None


def _build_note_path(archive: Path, recording: str) -> Path:
    return archive / NOTES / check_identifier(recording)


def is_outside(archive: Path, folder: Path) -> bool:
    """Check whether a folder is outside a local archive; False for an archive behind a URL."""
    local = storage_of(archive).local_path(archive) is not None
    return local and not folder.absolute().is_relative_to(archive.absolute())
