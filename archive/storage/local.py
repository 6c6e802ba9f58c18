"""Storage on a local disk: temporary names, fsync, renames and file locks."""

from __future__ import annotations

import glob
import os
import platform
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from archive.storage.errors import MissingFile, StorageFault, write_error
from archive.storage.manifest import MANIFEST, file_entry, read_listed_files, render_manifest
from archive.storage.protocol import PART_BYTES, FileInfo, OpenVersion
from audio.scratch import remove_abandoned
from transcripts.errors import UserError

_IMPORTING, _PUBLISHING = "importing", "publishing"

_SYNCS_AT_ONCE = 8  # files of a publication that are synced at the same time

# Bytes that must stay free for other programs and for the file system itself.
_SPARE_BYTES = 16 * 2**20


class LocalStorage:
    """Folders and files on this machine; see `archive.storage.protocol.Storage`."""

    locks_folders = True

    def resolve(self, path: Path) -> Path:
        """Return the absolute path."""
        return path.expanduser().absolute()

    def local_path(self, path: Path) -> Path | None:
        """Return the path itself."""
        return path

    def local_folder(self, archive: Path) -> Path:
        """Return the archive's folder itself."""
        return archive

    def is_folder(self, path: Path) -> bool:
        """Check whether the folder exists."""
        return path.is_dir()

    def make_folder(self, path: Path) -> None:
        """Create the folder and its parents."""
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise write_error(path, error) from None

    def check_reachable(self, path: Path) -> None:
        """Do nothing, because the first read fails if the disk is missing."""

    def check_writable(self, folder: Path) -> None:
        """Try to write a file, in the nearest existing parent if the folder does not exist."""
        nearest = _find_nearest_existing(folder)
        if not nearest.is_dir():
            raise UserError(
                f"cannot write to {folder}: {nearest} is a file, not a folder; choose another"
            )
        trial = _choose_temporary_name(nearest / "trial")
        try:
            trial.write_bytes(b"\n")
        except OSError as error:
            raise write_error(folder, error) from None
        finally:
            with suppress(OSError):  # if writing failed, removing may fail, too
                trial.unlink(missing_ok=True)

    def check_free_space(self, folder: Path, needed: int) -> None:
        """Raise UserError if the disk lacks space for these bytes and a reserve."""
        free = shutil.disk_usage(_find_nearest_existing(folder)).free
        needed += _SPARE_BYTES
        if free < needed:
            raise StorageFault(
                f"the disk of {folder} has {free / 1e6:.0f} MB free and {needed / 1e6:.0f} MB are "
                "needed; free some space or choose another folder"
            )

    def write(self, path: Path, data: bytes) -> None:
        """Write a temporary file beside `path` and rename it; the folder must exist."""
        try:
            with replacing(path) as draft:
                write_synced(draft, data)
        except OSError as error:
            raise write_error(path.parent, error) from None

    def info(self, path: Path) -> FileInfo:
        """Return size and modification time."""
        try:
            return _info_of(path.stat())
        except FileNotFoundError:
            raise MissingFile(f"{path} does not exist: check the path") from None

    def read_range(self, path: Path, start: int, end: int) -> bytes:
        """Read a part of the file."""
        try:
            with path.open("rb") as file:
                file.seek(start)
                return file.read(end - start)
        except FileNotFoundError:
            raise MissingFile(f"{path} does not exist: check the path") from None

    def open_version(self, path: Path) -> OpenVersion:
        """Open the file; it stays readable when another one takes its place."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            raise MissingFile(f"{path} does not exist: check the path") from None
        return OpenVersion(_info_of(os.fstat(file.fileno())), partial(_read_parts, file))

    @contextmanager
    def local_copy(self, path: Path) -> Iterator[Path]:
        """Yield the file itself."""
        yield path

    def link_or_download(self, source: Path, target: Path) -> None:
        """Hard-link the file, or copy it if links are not possible.

        Published files are replaced, never modified, so a link is as safe as a copy and takes no
        space.
        """
        try:
            os.link(source, target)
        except OSError:  # another disk, or a file system without links
            shutil.copyfile(source, target)

    def replace_folder(
        self, folder: Path, files: Mapping[str, bytes | Path], header: Mapping[str, Any]
    ) -> None:
        """Write everything to a staging folder on the same disk, then rename it into place.

        If an error occurs before the renames, nothing changes.
        """
        sizes = (len(d) if isinstance(d, bytes) else d.stat().st_size for d in files.values())
        self.check_writable(folder)
        self.check_free_space(folder, sum(sizes))
        names = (*files, MANIFEST)
        try:
            with _staged_publication(folder) as stage:
                for name, data in files.items():
                    if isinstance(data, bytes):
                        (stage / name).write_bytes(data)
                    else:
                        shutil.copyfile(data, stage / name)
                entries = [file_entry(name, stage / name) for name in files]
                (stage / MANIFEST).write_bytes(render_manifest(header, entries))
                _sync_files([stage / name for name in names])
                with _locked_folder(folder.parent):
                    _move_into_place(stage, folder, names)
        except OSError as error:
            raise write_error(folder, error) from None

    @contextmanager
    def staging(self, archive: Path) -> Iterator[Path]:
        """Yield an empty folder on the disk of the archive."""
        _remove_stale_stages(archive, _IMPORTING)
        stage = _choose_stage(archive, _IMPORTING)
        stage.mkdir(parents=True, mode=0o700)
        try:
            yield stage
        finally:
            shutil.rmtree(stage, ignore_errors=True)

    def move_in(self, staged: Path, target: Path) -> None:
        """Rename the folder."""
        target.parent.mkdir(exist_ok=True)
        staged.rename(target)
        fsync_directory(target.parent)

    def move_back(self, target: Path, staged: Path) -> None:
        """Rename the folder back."""
        if target.exists():
            target.rename(staged)


def _info_of(stat: os.stat_result) -> FileInfo:
    return FileInfo(stat.st_size, f"{stat.st_mtime_ns} {stat.st_size}")


def _read_parts(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while start < end and (part := file.read(min(PART_BYTES, end - start))):
            start += len(part)
            yield part


def fsync_directory(folder: Path) -> None:
    """Sync a folder's entries to disk, if the system supports it."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a new path beside `path`; what is written there replaces `path` at the end.

    If the block fails, `path` stays as it is. Removes drafts of `path` that were left behind when
    processes of this machine were killed.
    """
    drafts = path.parent.glob(f".{glob.escape(path.name)}.{glob.escape(platform.node())}-*-*")
    remove_abandoned(drafts)
    draft = _choose_temporary_name(path)
    try:
        yield draft
        draft.replace(path)
        fsync_directory(path.absolute().parent)
    finally:
        draft.unlink(missing_ok=True)


def write_synced(path: Path, data: bytes) -> None:
    """Write a new file and sync it to disk."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_files(paths: Sequence[Path]) -> None:
    """Sync files to disk, several at a time, because file systems join syncs that are waiting."""
    with ThreadPoolExecutor(_SYNCS_AT_ONCE) as pool:
        list(pool.map(_sync_file, paths))


def _sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _find_nearest_existing(path: Path) -> Path:
    """Return the path if it exists, else its nearest parent that does."""
    path = path.absolute()
    return next(p for p in (path, *path.parents) if os.path.lexists(p))


def _choose_temporary_name(path: Path) -> Path:
    """Return an unused hidden path in the same folder, with the host and process in its name."""
    return path.with_name(f".{path.name}.{platform.node()}-{os.getpid()}-{secrets.token_hex(4)}")


@contextmanager
def _staged_publication(folder: Path) -> Iterator[Path]:
    """Yield an empty folder on the disk of `folder` and remove it at the end.

    If the block fails, parent folders that were created for it are removed, too.
    """
    home = folder if folder.is_dir() else folder.parent
    made = [parent for parent in (home, *home.parents) if not parent.exists()]
    _remove_stale_stages(home, _PUBLISHING)
    stage = _choose_stage(home, _PUBLISHING)
    try:
        stage.mkdir(parents=True)
        yield stage
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        for parent in made:
            with suppress(OSError):
                parent.rmdir()
        raise
    shutil.rmtree(stage, ignore_errors=True)


def _choose_stage(parent_folder: Path, purpose: str) -> Path:
    """Return a new hidden path, with the host and process in its name."""
    return parent_folder / f".{purpose}-{platform.node()}-{os.getpid()}-{secrets.token_hex(4)}"


def _remove_stale_stages(parent_folder: Path, purpose: str) -> None:
    """Remove staging folders and drafts left behind by killed processes on this machine."""
    node = glob.escape(platform.node())
    remove_abandoned(
        (*parent_folder.glob(f".{purpose}-{node}-*-*"), *parent_folder.glob(f".?*.{node}-*-*"))
    )


@contextmanager
def _locked_folder(folder: Path) -> Iterator[None]:
    """Lock `folder` against other publishers, if the file system supports locks."""
    if os.name != "posix":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _move_into_place(stage: Path, folder: Path, names: tuple[str, ...]) -> None:
    """Move the staged files to `folder`: in one step if it is new, otherwise the manifest last."""
    fsync_directory(stage)
    if not folder.exists():
        stage.rename(folder)
    else:
        former = read_listed_files(folder).keys()
        for name in names:
            (stage / name).replace(folder / name)
        for name in former - set(names):
            (folder / name).unlink(missing_ok=True)
        fsync_directory(folder)
    fsync_directory(folder.parent)
