"""Define the items that every source yields: recordings, refused entries, unfinished files."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from flows.sources.urls import Location

Origin = Literal["folder", "manifest", "feed"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A recording to process and the files that came with it, as absolute paths or URLs.

    `transcript` is the reference. `where` is the origin of the recording as messages name it: the
    path of a folder, "list.csv, line 7", or the address of a feed. `unused` are texts beside the
    recording that are not read.
    """

    file: Location
    origin: Origin
    where: str
    transcript: Location | None = None
    context: tuple[Location, ...] = ()
    cast: Location | None = None
    title: str | None = None
    programme: str | None = None
    date: str | None = None
    unused: tuple[Location, ...] = ()

    @property
    def texts(self) -> tuple[tuple[str, Location], ...]:
        """Return the text files that came with the recording, as pairs (kind, path)."""
        named = [("transcript", self.transcript), ("cast", self.cast)]
        return (
            *((kind, path) for kind, path in named if path is not None),
            *(("context", path) for path in self.context),
        )

    @property
    def request_fields(self) -> dict[str, Any]:
        """Return the fields of a `flows.request.Request`, without `archive` and the options."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        del named["origin"], named["where"], named["unused"]
        return {"recording": named.pop("file"), **named}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry that cannot be processed, with a reason that says how to fix it.

    `where` is a path, "list.csv, line 7", or the address of a feed.
    """

    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that is still being written; the next pass checks it again."""

    file: Location
    reason: str

    def __str__(self) -> str:
        return f"{printable_path(self.file)}: {self.reason}"


Found = Arrival | Refusal | Waiting

EMPTY = "is empty (0 bytes): copy it again from its source"
"""Why an empty file is refused."""


def printable_path(path: Location) -> str:
    """Return a path or URL as valid UTF-8; invalid bytes are replaced."""
    return os.fsencode(str(path)).decode("utf-8", "replace")


def find_read_problem(path: Path) -> str | None:
    """Return why a file cannot be read, according to its metadata; None if nothing is wrong.

    The file is not opened, because opening a pipe would block until another program writes to it.
    """
    try:
        str(path).encode()
        found = os.stat(path)  # noqa: PTH116 - takes a third of the time of Path.stat
    except UnicodeEncodeError:
        return "its name is not UTF-8: rename it"
    except FileNotFoundError:
        return "does not exist: check the path"
    except (OSError, ValueError) as error:
        return f"cannot be read: {getattr(error, 'strerror', None) or error}"
    if not stat.S_ISREG(found.st_mode):
        return "is not a file"
    if found.st_size == 0:
        return EMPTY
    return None
