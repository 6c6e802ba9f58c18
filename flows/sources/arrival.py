"""What every source gives: recordings that came, and what kept others from coming."""

from __future__ import annotations

import os
import stat
from dataclasses import asdict, dataclass
from datetime import date as Date
from pathlib import Path
from typing import Any, Literal

Origin = Literal["folder", "manifest", "feed"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A recording to process and what came with it; every path is absolute.

    `transcript` is the reference. `where` says in a reader's words where it was found: the path of
    a folder, "list.csv, line 7", the address of a feed.
    """

    file: Path
    origin: Origin
    where: str
    transcript: Path | None = None
    context: tuple[Path, ...] = ()
    cast: Path | None = None
    title: str | None = None
    programme: str | None = None
    date: Date | None = None

    @property
    def texts(self) -> tuple[tuple[str, Path], ...]:
        """The files that came with the recording, each with what it is."""
        named = [("transcript", self.transcript), ("cast", self.cast)]
        return (
            *((kind, path) for kind, path in named if path is not None),
            *(("context", path) for path in self.context),
        )

    @property
    def asked(self) -> dict[str, Any]:
        """What `flows.request.Request` is to be made of, but for `archive` and options."""
        values = asdict(self)
        del values["origin"], values["where"]
        return {"recording": values.pop("file"), **values}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that names no recording that could be processed, and why: the user can mend it.

    `where` is a path, "list.csv, line 7" or the address of a feed.
    """

    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that is still being written: to be looked at again the next time."""

    file: Path
    reason: str

    def __str__(self) -> str:
        return f"{legible(self.file)}: {self.reason}"


Found = Arrival | Refusal | Waiting


def legible(path: Path) -> str:
    """Write a path as UTF-8, whatever its bytes are."""
    return os.fsencode(path).decode("utf-8", "replace")


def trouble(path: Path) -> str | None:
    """Return why a file cannot be read, as far as its metadata tells; None if it can be.

    A pipe is not opened: that would wait for a writer.
    """
    try:
        str(path).encode()
        found = os.stat(path)  # noqa: PTH116 - a third of the time of Path.stat
    except UnicodeEncodeError:
        return "its name is not UTF-8: rename it"
    except FileNotFoundError:
        return "does not exist: check the path"
    except (OSError, ValueError) as error:
        return f"cannot be read: {getattr(error, 'strerror', None) or error}"
    if not stat.S_ISREG(found.st_mode):
        return "is not a file"
    if found.st_size == 0:
        return "is empty (0 bytes): copy it again from where it came"
    return None
