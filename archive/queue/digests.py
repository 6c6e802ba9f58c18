"""Know files by their bytes, without reading those that have not changed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import select

from archive.database.connection import Catalogue, upsert
from archive.database.tables import FILES

# A file system's clock ticks in steps of up to 2 s (FAT), 1 s (ext3, many network shares): within
# one a file can change and keep its time. What changed so lately is read again at the next look.
_TICK_NS = 2 * 10**9

# Seconds: what a program that is killed has to read again.
_OFTEN = 10.0

_QUESTION = 10_000
"""Paths in one question: SQLite takes 32,766 values, PostgreSQL twice as many."""


@dataclass(frozen=True, slots=True)
class FileStat:
    """How a file looked from outside: its size in bytes, and when it was changed."""

    size: int
    mtime_ns: int

    @classmethod
    def at(cls, path: Path) -> FileStat:
        """Look at a file; raises OSError where it is gone."""
        stat = os.stat(path)  # noqa: PTH116 - a third of the time of Path.stat
        return cls(stat.st_size, stat.st_mtime_ns)


class FileChanged(OSError):
    """A file changed while it was read."""


class Digests:
    """The sha256 of files, of which only those are read that changed since the last time.

    Use it in a `with` statement: what was read is kept for the next time every `_OFTEN` seconds and
    at the end of the block, however that ends.
    """

    def __init__(
        self, catalogue: Catalogue, paths: Iterable[Path], digest: Callable[[Path], str]
    ) -> None:
        """Ask the catalogue for these paths; `digest` reads a file."""
        self._catalogue, self._digest = catalogue, digest
        wanted = iter(paths)
        self._known: dict[str, tuple[FileStat, str]] = {}
        with catalogue.reading() as connection:
            while some := [str(path) for path in islice(wanted, _QUESTION)]:
                for row in connection.execute(select(FILES).where(FILES.c.path.in_(some))):
                    self._known[row.path] = FileStat(row.size, row.mtime_ns), row.sha256
        self._learnt: dict[str, tuple[FileStat, str]] = {}
        self._kept = time.monotonic()

    def __enter__(self) -> Digests:
        return self

    def __exit__(self, *_: object) -> None:
        self._keep()

    def __call__(self, path: Path) -> str:
        """Return the sha256; raises OSError for a file that cannot be read, Changing included."""
        look = FileStat.at(path)
        before, sha256 = self._known.get(str(path), (None, ""))
        return sha256 if look == before else self._read(path, look)

    def _read(self, path: Path, look: FileStat) -> str:
        sha256 = self._digest(path)
        if FileStat.at(path) != look:
            raise FileChanged(str(path))
        self._known[str(path)] = look, sha256
        if time.time_ns() - look.mtime_ns > _TICK_NS:
            self._learnt[str(path)] = look, sha256
        if time.monotonic() - self._kept > _OFTEN:
            self._keep()
        return sha256

    def _keep(self) -> None:
        rows = [
            {"path": path, "size": look.size, "mtime_ns": look.mtime_ns, "sha256": sha256}
            for path, (look, sha256) in self._learnt.items()
        ]
        if rows:
            with self._catalogue.writing() as connection:
                upsert(connection, FILES, rows)
        self._learnt.clear()
        self._kept = time.monotonic()
