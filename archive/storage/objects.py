"""Storage in an object store via fsspec: objects are written whole and cannot be renamed."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from archive.storage.errors import MissingFile, Unreachable
from archive.storage.manifest import MANIFEST, file_entry, read_listed_files, render_manifest
from archive.storage.protocol import PART_BYTES, FileInfo, OpenVersion
from audio.scratch import scratch_folder
from transcripts.errors import UserError


class ObjectStorage:
    """A store with URLs such as s3://bucket/tapes; see `archive.storage.protocol.Storage`.

    It has no rename, lock, hard link or query for free space. It needs no temporary names, because
    an object is written completely or not at all.
    """

    locks_folders = False

    def resolve(self, path: Path) -> Path:
        """Return the URL unchanged."""
        return path

    def local_path(self, path: Path) -> Path | None:
        """Return None, because other programs cannot open a URL as a file."""
        return None

    def local_folder(self, archive: Path) -> Path:
        """Return the user's own data folder."""
        return user_data_path("tapelog", False)

    def is_folder(self, path: Path) -> bool:
        """Return True, because any URL can be used as a folder."""
        return True

    def make_folder(self, path: Path) -> None:
        """Do nothing, because a prefix exists as soon as an object has it."""

    def check_reachable(self, path: Path) -> None:
        """Request the path from the store; raises UserError if that fails."""
        url: Any = path
        with _convert_errors(path):
            url.fs.exists(url.path)

    def check_writable(self, folder: Path) -> None:
        """Put a small object and delete it."""
        trial = folder / f".trial.{secrets.token_hex(4)}"
        self.write(trial, b"\n")
        trial.unlink(missing_ok=True)

    def check_free_space(self, folder: Path, needed: int) -> None:
        """Do nothing, because object stores do not report free space."""

    def write(self, path: Path, data: bytes) -> None:
        """Put an object."""
        _upload(path.parent, {path.name: data})

    def info(self, path: Path) -> FileInfo:
        """Return the size of an object, and a text that identifies its version.

        The text is a hash of the store's metadata.
        """
        url: Any = path
        with _convert_errors(path):
            found = url.fs.info(url.path)
        marks = ("size", "ETag", "LastModified", "mtime", "created")
        seen = " ".join(str(found.get(name)) for name in marks)
        return FileInfo(int(found["size"]), hashlib.sha256(seen.encode()).hexdigest()[:32])

    def read_range(self, path: Path, start: int, end: int) -> bytes:
        """Request a range of the object."""
        url: Any = path
        with _convert_errors(path):
            data: bytes = url.fs.cat_file(url.path, start=start, end=end)
        return data

    def open_version(self, path: Path) -> OpenVersion:
        """Look up the object; each part that is read is requested separately."""
        return OpenVersion(self.info(path), partial(self._read_parts, path))

    def _read_parts(self, path: Path, start: int, end: int) -> Iterator[bytes]:
        for at in range(start, end, PART_BYTES):
            yield self.read_range(path, at, min(at + PART_BYTES, end))

    @contextmanager
    def local_copy(self, path: Path) -> Iterator[Path]:
        """Download the object to a temporary folder."""
        with scratch_folder() as scratch:
            copy = scratch / path.name
            self.link_or_download(path, copy)
            yield copy

    def link_or_download(self, source: Path, target: Path) -> None:
        """Download the object."""
        url: Any = source
        with _convert_errors(source):
            url.fs.get_file(url.path, str(target))

    def replace_folder(
        self, folder: Path, files: Mapping[str, bytes | Path], header: Mapping[str, Any]
    ) -> None:
        """Upload every file, then the manifest; then delete files that only the old manifest lists.

        A file that is already in `folder` with the size in its manifest is not uploaded again.
        After an interrupted upload the hashes in the manifest do not match the files; publishing
        again repairs this.
        """
        former = read_listed_files(folder)
        texts = {name: data for name, data in files.items() if isinstance(data, bytes)}
        entries = [file_entry(name, data) for name, data in texts.items()]
        _upload(folder, texts)
        for name, source in files.items():
            if isinstance(source, bytes):
                continue
            known = former.get(name)
            if known and source == folder / name and self.info(source).size == known.bytes:
                entries.append(known)
                continue
            with _local_file_of(source) as copy:
                _upload(folder, {name: copy})
                entries.append(file_entry(name, copy))
        _upload(folder, {MANIFEST: render_manifest(header, entries)})
        for name in former.keys() - files.keys():
            (folder / name).unlink(missing_ok=True)

    @contextmanager
    def staging(self, archive: Path) -> Iterator[Path]:
        """Yield an empty temporary folder."""
        with scratch_folder() as scratch:
            yield scratch

    def move_in(self, staged: Path, target: Path) -> None:
        """Upload every file of the folder, the manifest last."""
        files: dict[str, bytes | Path] = {path.name: path for path in sorted(staged.iterdir())}
        manifest = {MANIFEST: files.pop(MANIFEST)}
        _upload(target, files)
        _upload(target, manifest)

    def move_back(self, target: Path, staged: Path) -> None:
        """Delete the objects that came from the folder."""
        for name in [path.name for path in staged.iterdir()]:
            (target / name).unlink(missing_ok=True)


def _upload(folder: Path, files: Mapping[str, bytes | Path]) -> None:
    """Upload bytes or local files; after an error, objects that were uploaded remain."""
    url: Any = folder
    texts = {(url / name).path: data for name, data in files.items() if isinstance(data, bytes)}
    with _convert_errors(folder):
        for name, data in files.items():
            if not isinstance(data, bytes):
                url.fs.put_file(str(data), (url / name).path)
        url.fs.pipe(texts)


@contextmanager
def _local_file_of(source: Any) -> Iterator[Path]:
    """Yield a local file with the bytes of a source, which may be a URL."""
    if isinstance(source, Path):
        yield source
        return
    with ObjectStorage().local_copy(source) as copy:
        yield copy


@contextmanager
def _convert_errors(path: Path) -> Iterator[None]:
    """Convert the various errors of object stores into UserErrors."""
    try:
        yield
    except UserError:
        raise
    except PermissionError as error:
        raise UserError(f"{path} is not accessible ({error}): check your rights and keys") from None
    except FileNotFoundError as error:
        raise MissingFile(f"{path} does not exist ({error}): check the address") from None
    except Exception as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise Unreachable(
            f"{path} cannot be reached ({reason}): check the address, the keys and the network"
        ) from None
