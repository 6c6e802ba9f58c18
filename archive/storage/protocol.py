"""Define the storage protocol: the operations that differ between a disk and an object store.

Reading and listing are methods of the path itself: a `pathlib.Path` for a local folder, a
`upath.UPath` for a URL. Both are typed `Path` (docs/decisions/0007). `storage_of` in
`archive.storage.files` selects the implementation; no other code depends on the kind of path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

PART_BYTES = 2**20
"""Bytes that are read at once: half a minute of audio, which an object store sends fast."""


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file's size in bytes, and a text that changes whenever the content changes."""

    size: int
    version: str


@dataclass(frozen=True, slots=True)
class OpenVersion:
    """A file as it was when it was opened.

    `read(start, end)` yields the bytes of a half-open range in parts, and then closes the file; it
    can be called once. On a disk, the bytes are those of this version, even if the file is replaced
    or removed meanwhile.
    """

    info: FileInfo
    read: Callable[[int, int], Iterator[bytes]]


class Storage(Protocol):
    """A kind of file storage; all methods raise UserError for problems that the user can fix."""

    locks_folders: bool
    """Whether `replace_folder` itself prevents concurrent publications to a folder."""

    def resolve(self, path: Path) -> Path:
        """Return the absolute path, with `~` expanded."""

    def local_path(self, path: Path) -> Path | None:
        """Return the path if other programs on this machine can open it, else None."""

    def local_folder(self, archive: Path) -> Path:
        """Return a local folder for files that an archive behind a URL cannot hold."""

    def is_folder(self, path: Path) -> bool:
        """Check whether a folder exists; any URL counts, because object stores have no folders."""

    def make_folder(self, path: Path) -> None:
        """Create a folder and its parents, if the storage has folders."""

    def check_reachable(self, path: Path) -> None:
        """Raise UserError if the storage does not answer or denies access."""

    def check_writable(self, folder: Path) -> None:
        """Raise UserError if `folder` is not writable; leaves no file behind."""

    def check_free_space(self, folder: Path, needed: int) -> None:
        """Raise UserError if it is known that fewer than `needed` bytes are free."""

    def write(self, path: Path, data: bytes) -> None:
        """Write a file atomically, so that readers see either the old or the new content."""

    def info(self, path: Path) -> FileInfo:
        """Return a file's size and version; raises MissingFile if it does not exist."""

    def read_range(self, path: Path, start: int, end: int) -> bytes:
        """Read the bytes of the half-open range from `start` to `end`."""

    def open_version(self, path: Path) -> OpenVersion:
        """Open a file for reading by range; raises MissingFile if it does not exist."""

    def local_copy(self, path: Path) -> AbstractContextManager[Path]:
        """Yield a local file with the bytes of `path`."""

    def link_or_download(self, source: Path, target: Path) -> None:
        """Create the local file `target` with the bytes of `source`."""

    def replace_folder(
        self, folder: Path, files: Mapping[str, bytes | Path], header: Mapping[str, Any]
    ) -> None:
        """Publish `files` and a manifest to a folder.

        Remove files that only the old manifest lists. Files are given as bytes, or as paths to
        copy. The manifest consists of `header` and the list of files. It is written last, so that
        its hashes reveal a mix of old and new files.
        """

    def staging(self, archive: Path) -> AbstractContextManager[Path]:
        """Yield an empty local folder, whose subfolders `move_in` can publish."""

    def move_in(self, staged: Path, target: Path) -> None:
        """Move a complete published folder from staging to `target`."""

    def move_back(self, target: Path, staged: Path) -> None:
        """Undo `move_in`, even if it was interrupted."""
