"""Know files by their bytes without reading those that have not changed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from archive.catalogue.open import Catalogue
from archive.catalogue.rows import upsert
from archive.catalogue.tables import FILES

# A file system's clock ticks in steps of up to 2 s (FAT), 1 s (ext3, many network shares): within
# one a file can change and keep its time. What changed so lately is read again at the next look.
_TICK_NS = 2 * 10**9


@dataclass(frozen=True, slots=True)
class Look:
    """How a file looked from outside: its size in bytes, and when it was changed."""

    size: int
    mtime_ns: int

    @classmethod
    def at(cls, path: Path) -> Look:
        """Look at a file; raises OSError where it is gone."""
        stat = os.stat(path)  # noqa: PTH116 - a third of the time of Path.stat
        return cls(stat.st_size, stat.st_mtime_ns)


Known = Mapping[str, tuple[Look, str]]
"""What files were when they were last read, by path: their look and their sha256."""


def known(catalogue: Catalogue, paths: Iterable[Path]) -> Known:
    """Give what the catalogue knows of files; it opens none of them."""
    wanted = [str(path) for path in paths]
    with catalogue.reading() as connection:
        rows = connection.execute(select(FILES).where(FILES.c.path.in_(wanted))).all()
    return {row.path: (Look(row.size, row.mtime_ns), row.sha256) for row in rows}


def learn(catalogue: Catalogue, path: Path, digest: Callable[[Path], str]) -> str:
    """Read a file, keep its sha256 for the next look and give it.

    Raises OSError where it cannot be read, and `Changing` where it changed meanwhile.
    """
    before = Look.at(path)
    sha256 = digest(path)
    if Look.at(path) != before:
        raise Changing(str(path))
    if time.time_ns() - before.mtime_ns > _TICK_NS:
        row = {"size": before.size, "mtime_ns": before.mtime_ns, "sha256": sha256}
        with catalogue.writing() as connection:
            upsert(connection, FILES, [{"path": str(path), **row}])
    return sha256


class Changing(OSError):
    """A file changed while it was read."""
