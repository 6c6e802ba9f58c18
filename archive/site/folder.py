"""The folder of a site: files are written atomically, and only if they changed."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from archive.site import addresses
from archive.storage.files import storage_of
from transcripts.errors import UserError

_DRAFT = re.compile(r"\..+[.-][0-9a-f]{8}")
"""The name of a temporary file, left behind if the write was interrupted."""


class SiteFolder:
    """The folder of a site during a build.

    It has a digest of the inputs of each page, from the previous build and from this one.
    """

    def __init__(self, folder: Path, previous_pages: Mapping[str, str], *, rebuild: bool) -> None:
        self.path = folder
        self._previous_pages = previous_pages
        self.rebuild = rebuild
        self.pages: dict[str, str] = {}
        self.written = 0

    def write_page(self, path: str, inputs: object, write: Callable[[], str]) -> None:
        """Write a file, unless it exists and was made from the same `inputs`.

        The `repr` of the inputs must contain their complete value, as it does for text, numbers and
        frozen dataclasses.
        """
        digest = hashlib.sha256(repr(inputs).encode()).hexdigest()[:16]
        self.pages[path] = digest
        same = not self.rebuild and self._previous_pages.get(path) == digest
        if same and (self.path / path).is_file():
            return
        write_page_file(self.path / path, write())
        self.written += 1

    def previous_files(self, prefix: str) -> list[str]:
        """Return the files of the previous build whose path starts with `prefix`."""
        return [path for path in self._previous_pages if path.startswith(prefix)]

    def keep_files(self, paths: Iterable[str]) -> None:
        """Keep files of the previous build as they are."""
        self.pages |= {
            path: self._previous_pages[path] for path in paths if path in self._previous_pages
        }

    def remove_other_files(self, other_paths: Collection[str]) -> None:
        """Remove all files in the site's folders except its pages and `other_paths`.

        Finds the files by listing the folders, because an interrupted build leaves no record of its
        files. Files outside these folders belong to the user and stay, except temporary files of
        tapelog.
        """
        wanted = {*self.pages, *other_paths}
        for path in list(self.path.iterdir()):
            if path.name in addresses.FOLDERS and path.is_dir() and not path.is_symlink():
                _remove_unwanted_files(self.path, path, wanted)
            elif _DRAFT.fullmatch(path.name) and path.is_file():
                path.unlink(missing_ok=True)
        for obsolete in self._previous_pages.keys() - wanted:
            remove_page_file(self.path, obsolete)


def _remove_unwanted_files(site_folder: Path, folder: Path, paths_to_keep: Collection[str]) -> None:
    """Remove unwanted files from a folder, and the folders that become empty."""
    for home, folders, files in os.walk(folder, topdown=False):
        here = Path(home)
        for name in files:
            path = here / name
            if path.relative_to(site_folder).as_posix() not in paths_to_keep:
                path.unlink(missing_ok=True)
        for name in folders:
            with suppress(OSError):  # it still has files
                (here / name).rmdir()


def remove_page_file(site_folder: Path, path: str) -> None:
    """Remove a file of a site, and the folders that it leaves empty."""
    (site_folder / path).unlink(missing_ok=True)
    for folder in (site_folder / path).relative_to(site_folder).parents:
        if folder != Path():
            with suppress(OSError):  # it still has other files
                (site_folder / folder).rmdir()


def write_page_file(path: Path, text: str) -> None:
    """Write a file atomically; create its folder if needed.

    The file is not synced to disk: a build syncs all of its files at once (`sync_to_disk`).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        draft.write_text(text, encoding="utf-8", newline="")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def link_or_copy(source: Path, target: Path) -> None:
    """Add a published file to the site: as a hard link if possible, else as a copy or download."""
    target.parent.mkdir(parents=True, exist_ok=True)
    storage = storage_of(source)
    local = storage.local_path(source)
    if local is not None and target.exists() and target.samefile(local):
        return
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        storage.link_or_download(source, draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def build_lock(site_folder: Path) -> Iterator[None]:
    """Lock a folder against concurrent builds, if its file system supports locks.

    Raises UserError if another build is running.
    """
    if os.name != "posix":
        yield
        return
    import fcntl

    handle = os.open(site_folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(
                f"another tapelog is building {site_folder}: wait until it is done"
            ) from None
        except OSError:
            pass  # the file system has no locks
        yield
    finally:
        os.close(handle)


def sync_to_disk() -> None:
    """Sync everything to disk, if the system supports it."""
    if hasattr(os, "sync"):
        os.sync()
