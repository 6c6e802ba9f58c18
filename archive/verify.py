"""Tell whether a published folder is as it was published, by its manifest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.manifest import MANIFEST
from transcripts.errors import UserError


@dataclass(frozen=True, slots=True)
class Differences:
    """What is not as the manifest has it: names of files, in order."""

    files: int
    """How many files the manifest lists."""
    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.changed or self.extra)


def verify(folder: Path) -> Differences:
    """Compare the files of a folder with the sha256 in its manifest.

    UserError where there is no manifest, or none that can be read.
    """
    listed = _listed(folder)
    there = {path.name for path in folder.iterdir()} - {MANIFEST}
    here = sorted(listed.keys() & there)
    return Differences(
        files=len(listed),
        missing=tuple(sorted(listed.keys() - there)),
        changed=tuple(name for name in here if _sha256(folder / name) != listed[name]),
        extra=tuple(sorted(there - listed.keys())),
    )


def _listed(folder: Path) -> dict[str, str]:
    path = folder / MANIFEST
    try:
        return dict(_row(row) for row in json.loads(path.read_bytes())["files"])
    except (FileNotFoundError, NotADirectoryError):
        raise UserError(f"{path} does not exist: name a folder that tapelog published") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise UserError(f"{path} is damaged: publish the recording again") from None


def _row(row: Any) -> tuple[str, str]:
    """Read a row of the manifest; ValueError where its name leads out of the folder."""
    name, digest = str(row["name"]), str(row["sha256"])
    if name != Path(name).name:
        raise ValueError(name)
    return name, digest


def _sha256(path: Path) -> str | None:
    """Hash a file; None where something else has its name, or nobody may read it."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
