"""Read a published folder: its transcript, its audio, and the fixity of its files."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.storage.errors import check_not_pipe
from archive.storage.manifest import MANIFEST
from archive.storage.sounds import find_sound
from transcripts.errors import UserError
from transcripts.formats import json as transcript_json
from transcripts.sources.table import FORMS
from transcripts.transcript import Transcript

TRANSCRIPT = "transcript.json"


def read_transcript(path: Path) -> Transcript:
    """Read a transcript.json, or the one in a published folder.

    Raises UserError if it cannot be read.
    """
    path = path / TRANSCRIPT if path.is_dir() else path
    check_not_pipe(path)
    try:
        return transcript_json.parse(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise UserError(
            f"{path} does not exist: use a transcript.json or the folder that contains it"
        ) from None
    except UnicodeDecodeError:
        raise UserError(f"{path} is not UTF-8: use a transcript.json that tapelog wrote") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}") from None
    except UserError as error:
        raise UserError(f"{path}: {error}") from None


SOURCE = "old-text"
"""The file name, without suffix, of an adopted transcript."""

_EXECUTED_BY_BROWSERS = ("html", "xml")


def source_name(suffix: str) -> str:
    """Return the file name of an adopted transcript, under which no browser executes it."""
    return f"{SOURCE}.{suffix}{'.txt' if suffix in _EXECUTED_BY_BROWSERS else ''}"


_SOURCE_NAMES = frozenset(source_name(form.suffix) for form in FORMS)


def is_source(name: str) -> bool:
    """Check whether a published file is the source of an adopted transcript."""
    return name in _SOURCE_NAMES


def find_source(folder: Path) -> Path | None:
    """Return the source in a published folder; None if it is missing."""
    for path in sorted(folder.glob(f"{SOURCE}.*")):
        if is_source(path.name) and path.is_file() and path.resolve().parent == folder.resolve():
            return path
    return None


class MissingSound(UserError):
    """The sound of a recording is missing."""


def require_audio(folder: Path, recording: str) -> Path:
    """Return the audio file in a published folder; raises MissingSound if it is missing."""
    found = find_sound(folder)
    if found is None:
        raise MissingSound(
            f"{folder} has no audio of {recording}: process the recording again; its edits are kept"
        )
    return found


@dataclass(frozen=True, slots=True)
class ManifestDifferences:
    """The differences between a folder and its manifest, as sorted file names."""

    files: int
    """The number of files in the manifest."""
    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.changed or self.extra)


def verify(folder: Path) -> ManifestDifferences:
    """Check the fixity of a folder: compare its files with the sha256 in its manifest.

    Raises UserError if there is no manifest or it cannot be read.
    """
    listed = _read_digests(folder)
    present = {path.name for path in folder.iterdir()} - {MANIFEST}
    both = sorted(listed.keys() & present)
    return ManifestDifferences(
        files=len(listed),
        missing=tuple(sorted(listed.keys() - present)),
        changed=tuple(name for name in both if _hash_if_readable(folder / name) != listed[name]),
        extra=tuple(sorted(present - listed.keys())),
    )


def _read_digests(folder: Path) -> dict[str, str]:
    path = folder / MANIFEST
    try:
        return dict(_parse_manifest_row(row) for row in json.loads(path.read_bytes())["files"])
    except (FileNotFoundError, NotADirectoryError):
        raise UserError(f"{path} does not exist: use a folder that tapelog published") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise UserError(f"{path} is damaged: publish the recording again") from None


def _parse_manifest_row(row: Any) -> tuple[str, str]:
    """Parse a row of the manifest; raises ValueError if its name leads out of the folder."""
    name, digest = str(row["name"]), str(row["sha256"])
    if name != Path(name).name:
        raise ValueError(name)
    return name, digest


def _hash_if_readable(path: Path) -> str | None:
    """Return the sha256 of a file; None if it is not a readable file."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
