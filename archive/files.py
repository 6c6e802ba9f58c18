"""Where an archive keeps its files, and how a file gets there whole or not at all.

An archive's folder has `published/<recording id>/` (what readers see, with a manifest.json),
`steps/` (what the steps that listen gave, by content and options) and `prefect/` (the temporary
Prefect server's database).
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from platformdirs import user_data_path

from archive.places import place, put, remote
from transcripts.errors import UserError
from transcripts.formats import json as transcript_json
from transcripts.identifiers import check_identifier
from transcripts.transcript import Transcript

TRANSCRIPT = "transcript.json"

# Room that is left over: what others write meanwhile, and the file system's own bookkeeping.
_SPARE_BYTES = 16 * 2**20

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def archive_folder(path: Path | None = None) -> Path:
    """Give the archive's place: `path`, else TAPELOG_ARCHIVE, else one in the user's own data."""
    chosen = path or os.environ.get("TAPELOG_ARCHIVE") or user_data_path("tapelog", False)
    found = place(chosen)
    return found if remote(found) else found.expanduser().absolute()


def published_folder(archive: Path, recording_id: str) -> Path:
    """Return the folder in which an archive publishes a recording; UserError for a malformed id."""
    return archive / "published" / check_identifier(recording_id)


def read_transcript(where: Path) -> Transcript:
    """Read a transcript.json, or the one in a published folder; UserError where there is none."""
    path = where / TRANSCRIPT if where.is_dir() else where
    try:
        return transcript_json.parse(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise UserError(
            f"{path} does not exist: name a transcript.json or the folder of one"
        ) from None
    except UnicodeDecodeError:
        raise UserError(f"{path} is not UTF-8: name a transcript.json that tapelog wrote") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}") from None
    except UserError as error:
        raise UserError(f"{path}: {error}") from None


def check_writable(folder: Path) -> None:
    """Raise UserError if files could not be put into `folder`; leaves nothing behind.

    A folder that is not there yet is not made: the nearest one above it is tried.
    """
    if remote(folder):
        put(folder, {(trial := _beside(folder / "trial")).name: b"\n"})
        trial.unlink(missing_ok=True)
        return
    nearest = _nearest(folder)
    if not nearest.is_dir():
        raise UserError(
            f"cannot write to {folder}: {nearest} is a file, not a folder; choose another"
        )
    trial = _beside(nearest / "trial")
    try:
        trial.write_bytes(b"\n")
    except OSError as error:
        raise unwritable(folder, error) from None
    finally:
        with suppress(OSError):  # where nothing can be written, nothing can be taken away either
            trial.unlink(missing_ok=True)


def check_room(folder: Path, needed: int) -> None:
    """Raise UserError if the disk of `folder` has no room for so many bytes.

    How much room a URL has nobody knows.
    """
    if remote(folder):
        return
    free = shutil.disk_usage(_nearest(folder)).free
    needed += _SPARE_BYTES
    if free < needed:
        raise UserError(
            f"the disk of {folder} has {free / 1e6:.0f} MB free and {needed / 1e6:.0f} MB are "
            "needed; free some room, or choose another folder"
        )


def write_atomically(path: Path, data: bytes | str) -> None:
    """Write a file so that a reader sees the old one or the whole new one, never a part.

    Text is written as UTF-8. The folder must exist. UserError names it when it cannot be written.
    """
    data = data.encode() if isinstance(data, str) else data
    if remote(path):
        put(path.parent, {path.name: data})
        return
    draft = _beside(path)
    try:
        write_through(draft, data)
        draft.replace(path)
        settle(path.parent)
    except OSError as error:
        raise unwritable(path.parent, error) from None
    finally:
        draft.unlink(missing_ok=True)


def write_through(path: Path, data: bytes) -> None:
    """Write a new file and wait until it is on the disk."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def settle(folder: Path) -> None:
    """Wait until a folder's list of names is on the disk, where the system can say so."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def unwritable(folder: Path, error: OSError) -> UserError:
    """Say in a user's words why a folder cannot be written, and the way out."""
    if error.errno in _FULL:
        return UserError(
            f"cannot write to {folder}: the disk is full; free some room, or choose another folder"
        )
    return UserError(f"cannot write to {folder}: {error.strerror}; choose a folder of your own")


def _nearest(path: Path) -> Path:
    """Give the path, or the nearest above it that exists."""
    path = path.absolute()
    return next(p for p in (path, *path.parents) if os.path.lexists(p))


def _beside(path: Path) -> Path:
    """Give a name beside `path` that nobody else uses."""
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}")
