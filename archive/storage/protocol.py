"""The storage protocol: the only operations that differ between a disk and an object store.

Reading and listing are methods of the path itself: a `pathlib.Path` for a local folder, a
`upath.UPath` for a URL. Both are typed `Path` (docs/decisions/0007). `storage_of` in
`archive.storage.files` selects the implementation for a path; no other code depends on the kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file's size in bytes, and a version text that changes whenever its content does."""

    size: int
    version: str


class Storage(Protocol):
    """A kind of file storage. Every method raises UserError for problems the user can solve."""

    locks_folders: bool
    """Whether `replace_folder` itself prevents concurrent publications to a folder."""

    def resolve(self, path: Path) -> Path:
        """Return the absolute path, with `~` expanded."""

    def local_path(self, path: Path) -> Path | None:
        """Return the path if other programs on this machine can open it, else None."""

    def local_folder(self, archive: Path) -> Path:
        """Return a folder on this machine for files that an archive behind a URL cannot hold."""

    def is_folder(self, path: Path) -> bool:
        """Whether a folder exists. Any URL counts as one: object stores have no folders."""

    def make_folder(self, path: Path) -> None:
        """Create a folder and its parents, if the storage has folders."""

    def check_reachable(self, path: Path) -> None:
        """Raise UserError if the storage does not answer or denies access."""

    def check_writable(self, folder: Path) -> None:
        """Raise UserError if no file can be written to `folder`; leave nothing behind."""

    def check_free_space(self, folder: Path, needed: int) -> None:
        """Raise UserError if fewer than `needed` bytes are known to be free."""

    def write(self, path: Path, data: bytes) -> None:
        """Write a file atomically: readers see the old content or the new, never a part."""

    def info(self, path: Path) -> FileInfo:
        """Return a file's size and version; MissingFile if it does not exist."""

    def read_range(self, path: Path, start: int, end: int) -> bytes:
        """Read the bytes of the half-open range from `start` to `end`."""

    def local_copy(self, path: Path) -> AbstractContextManager[Path]:
        """Yield a file on this machine with the bytes of `path`."""

    def materialize(self, source: Path, target: Path) -> None:
        """Create `target`, a new path on this machine, with the bytes of `source`."""

    def replace_folder(
        self, folder: Path, files: Mapping[str, bytes | Path], header: Mapping[str, Any]
    ) -> None:
        """Publish `files` with a manifest in a folder; remove files only in the former manifest.

        Files are bytes, or paths to copy. The manifest consists of `header` and the list of files.
        It is written last, so that its hashes reveal a mix of old and new files.
        """

    def staging(self, archive: Path) -> AbstractContextManager[Path]:
        """Yield an empty folder on this machine, whose subfolders `move_in` can publish."""

    def move_in(self, staged: Path, target: Path) -> None:
        """Move a complete published folder from staging to `target`."""

    def move_back(self, target: Path, staged: Path) -> None:
        """Undo `move_in`, even a partial one."""
