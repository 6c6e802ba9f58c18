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
    """Size of a file in bytes, and a text that changes whenever its content does."""

    size: int
    version: str


class Storage(Protocol):
    """A kind of file storage. Every method raises UserError for problems the user can solve."""

    locks_folders: bool
    """Whether `replace_folder` itself keeps two publishers of one folder apart."""

    def resolve(self, path: Path) -> Path:
        """Return the path in full: `~` expanded and absolute."""

    def local_path(self, path: Path) -> Path | None:
        """Return the path if other programs on this machine can open it, else None."""

    def local_folder(self, archive: Path) -> Path:
        """Return the folder on this machine for what an archive cannot keep elsewhere."""

    def is_folder(self, path: Path) -> bool:
        """Whether a folder exists. Any URL counts as one: object stores have no folders."""

    def make_folder(self, path: Path) -> None:
        """Create a folder and its parents where that is needed to write into it."""

    def check_reachable(self, path: Path) -> None:
        """Raise UserError if the place does not answer or denies access."""

    def check_writable(self, folder: Path) -> None:
        """Raise UserError if no file can be written to `folder`; leave nothing behind."""

    def check_free_space(self, folder: Path, needed: int) -> None:
        """Raise UserError if fewer than `needed` bytes are known to be free."""

    def write(self, path: Path, data: bytes) -> None:
        """Write a file atomically: readers see the old content or the new, never a part."""

    def info(self, path: Path) -> FileInfo:
        """Look a file up; MissingFile if it does not exist."""

    def read_range(self, path: Path, start: int, end: int) -> bytes:
        """Read the bytes from `start` up to but not including `end`."""

    def local_copy(self, path: Path) -> AbstractContextManager[Path]:
        """Yield a file on this machine with the bytes of `path`."""

    def materialize(self, source: Path, target: Path) -> None:
        """Make `target`, a new path on this machine, hold the bytes of `source`."""

    def replace_folder(
        self, folder: Path, files: Mapping[str, bytes | Path], header: Mapping[str, Any]
    ) -> None:
        """Publish `files` in a folder with a manifest; remove those of its former manifest.

        Files are given as bytes or as paths to copy. `header` goes into the manifest before the
        list of files. The manifest is written last, so its hashes expose a mix of old and new.
        """

    def staging(self, archive: Path) -> AbstractContextManager[Path]:
        """Yield an empty folder on this machine, from which `move_in` can take folders."""

    def move_in(self, staged: Path, target: Path) -> None:
        """Move a complete published folder from staging to `target`."""

    def move_back(self, target: Path, staged: Path) -> None:
        """Undo `move_in`, even a partial one."""
