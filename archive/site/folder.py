"""The folder of a site: each file is written whole or not at all, and only if it is another."""

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

_DRAFT = re.compile(r"\..+\.[0-9a-f]{8}")
"""The name of a file that was being written."""


class SiteFolder:
    """A site's folder while it is built: what its pages were made of before, and are now."""

    def __init__(self, place: Path, former: Mapping[str, str], *, anew: bool) -> None:
        self.place = place
        self._former = former
        self.anew = anew
        self.pages: dict[str, str] = {}
        self.written = 0

    def page(self, path: str, inputs: object, write: Callable[[], str]) -> None:
        """Write a file, unless it is there and was made of the same `inputs`.

        These must have a `repr` that tells all of them: text, numbers, frozen values.
        """
        digest = hashlib.sha256(repr(inputs).encode()).hexdigest()[:16]
        self.pages[path] = digest
        same = not self.anew and self._former.get(path) == digest
        if same and (self.place / path).is_file():
            return
        put(self.place / path, write())
        self.written += 1

    def former(self, beginning: str) -> list[str]:
        """Name the files of the build before whose path begins so."""
        return [path for path in self._former if path.startswith(beginning)]

    def keep(self, paths: Iterable[str]) -> None:
        """Take files over as they are."""
        self.pages |= {path: self._former[path] for path in paths if path in self._former}

    def sweep(self, others: Collection[str]) -> None:
        """Remove whatever is in the folders of a site and is not one of its pages or `others`.

        It goes by what is there, not by a list: a build that was killed wrote none, and the page of
        a name that was taken back must not stay because of that. Files beside these folders are
        somebody else's, but for drafts.
        """
        wanted = {*self.pages, *others}
        for path in list(self.place.iterdir()):
            if path.name in addresses.FOLDERS and path.is_dir() and not path.is_symlink():
                _sweep(self.place, path, wanted)
            elif _DRAFT.fullmatch(path.name) and path.is_file():
                path.unlink(missing_ok=True)
        for former in self._former.keys() - wanted:
            remove(self.place, former)


def _sweep(place: Path, folder: Path, wanted: Collection[str]) -> None:
    """Remove the files of a folder that are not wanted, and folders that are empty then."""
    for home, folders, files in os.walk(folder, topdown=False):
        here = Path(home)
        for name in files:
            path = here / name
            if path.relative_to(place).as_posix() not in wanted:
                path.unlink(missing_ok=True)
        for name in folders:
            with suppress(OSError):  # it has files
                (here / name).rmdir()


def remove(place: Path, path: str) -> None:
    """Remove a file of a site, and the folders that were only there for it."""
    (place / path).unlink(missing_ok=True)
    for folder in (place / path).relative_to(place).parents:
        if folder != Path():
            with suppress(OSError):  # it has other files
                (place / folder).rmdir()


def put(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old one or the new one, making its folder.

    It may be some time until it is on the disk: a build waits for all of its files at once.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        draft.write_text(text, encoding="utf-8", newline="")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def share(source: Path, target: Path) -> None:
    """Put a published file into the site: a hard link where possible, else a copy or download."""
    target.parent.mkdir(parents=True, exist_ok=True)
    storage = storage_of(source)
    local = storage.local_path(source)
    if local is not None and target.exists() and target.samefile(local):
        return
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        storage.materialize(source, draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Let nobody else build in a folder meanwhile, where the system can see to that.

    UserError if somebody does already.
    """
    if os.name != "posix":
        yield
        return
    import fcntl

    handle = os.open(place, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(f"another tapelog is building {place}: wait until it is done") from None
        except OSError:
            pass  # a file system without locks
        yield
    finally:
        os.close(handle)


def settled() -> None:
    """Wait until all that was written is on the disk, where the system can say so."""
    if hasattr(os, "sync"):
        os.sync()
