"""Keep local copies of recordings at URLs while they are needed.

The copies are in the user's cache folder, or in the folder TAPELOG_CACHE, each in a subfolder named
by the hash of its URL. Together they take at most TAPELOG_CACHE_GB gigabytes (default 20), not
counting a download in progress. Copies that were not used for a week are removed, and the least
recently used ones if space is needed. An interrupted download is resumed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from archive.queue.digests import FileStat
from archive.storage.errors import StorageFault, Unreachable, write_error
from archive.storage.files import check_free_space, parse_location, storage_of
from archive.storage.local import fsync_directory
from flows.sources.download import download
from flows.sources.http_client import HttpClient, RequestFailed, RetryPolicy
from flows.sources.urls import Url, is_url, parse_url, stat_url
from transcripts.errors import UserError

if os.name == "posix":
    import fcntl

USUAL_GB = 20.0
"""The default of TAPELOG_CACHE_GB, the maximum total size of the copies."""

BLOCK_BYTES = 16 * 2**20
"""The bytes of an object per request; an interrupted download loses at most these."""

_FILES = ("recording", "transcript", "context", "cast")
"""The names of a request's values that are files, or lists of files."""

_UNUSED_SECONDS = 7 * 86_400.0
_MOST_SECONDS = 4 * 3600.0
"""The maximum time for the download of a web address, in seconds."""


@contextmanager
def local_copy(url: Url, is_fresh: bool = False) -> Iterator[Path]:
    """Yield a local file with the content of a URL; the file stays while the block runs.

    With `is_fresh`, a web address is downloaded even if there is a copy. Raises UserError if there
    is no such file, StorageFault if the store does not answer or this machine's disk is full.
    """
    folder, version = _folder_of(url), stat_url(url)
    target = folder / (url.name[-150:].lstrip(".") or "recording")
    if is_fresh and url.is_web:
        _version_file(folder).unlink(missing_ok=True)
    while True:
        with _locked(folder, is_shared=True):
            if _read_version(folder) == version and target.exists():
                os.utime(folder)
                yield target
                return
        with _locked(folder):
            if _read_version(folder) != version or not target.exists():
                _download(url, target, version)


def _download(url: Url, target: Path, version: FileStat) -> None:
    folder = target.parent
    _remove_unused(version.size, besides=folder)
    if url.is_web:
        _download_address(url, target)
    else:
        _download_object(url, target, version)
    _version_file(folder).write_text(f"{version.size} {version.mtime_ns}\n")
    _remove_unused(0, besides=folder)


@contextmanager
def local_copies(request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the values of a request, with the paths of local copies in place of URLs.

    The copy of the recording is removed after the block, unless the block raised an error. In the
    message of a UserError, the URL replaces the path of the copy.
    """
    urls: dict[str, str] = {}
    with ExitStack() as copies:

        def fetch(value: Any) -> Any:
            if isinstance(value, list | tuple):
                return [fetch(each) for each in value]
            if not is_url(text := str(value)):
                return value
            copy = copies.enter_context(local_copy(parse_url(text)))
            urls[str(copy)] = text
            return copy

        fetched = {name: fetch(request[name]) for name in _FILES if request.get(name)}
        try:
            yield {**request, **fetched}
        except UserError as error:
            error.args = (_with_urls(str(error), urls),)
            raise
        if is_url(text := str(request["recording"])):
            discard(Url(text))


def _with_urls(message: str, urls: Mapping[str, str]) -> str:
    for path, url in urls.items():
        message = message.replace(path, url)
    return message


def discard(url: Url) -> None:
    """Remove the copy of a URL."""
    shutil.rmtree(_folder_of(url), ignore_errors=True)


def read_cache_limit() -> int:
    """Return the maximum total size of the copies in bytes; raises UserError for a bad setting."""
    value = os.environ.get("TAPELOG_CACHE_GB", "")
    try:
        gigabytes = float(value or USUAL_GB)
    except ValueError:
        raise UserError(f"TAPELOG_CACHE_GB={value} is not a number of gigabytes") from None
    return int(gigabytes * 1e9)


def _cache() -> Path:
    chosen = os.environ.get("TAPELOG_CACHE")
    return Path(chosen).absolute() if chosen else user_cache_path("tapelog") / "recordings"


def _folder_of(url: Url) -> Path:
    return _cache() / hashlib.sha256(url.text.encode()).hexdigest()[:32]


@contextmanager
def _locked(folder: Path, is_shared: bool = False) -> Iterator[None]:
    """Create a folder of the cache and lock it while the block runs.

    Readers of a copy share the lock, so that recordings with the same text do not wait for each
    other.
    """
    while True:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(folder, os.O_RDONLY)
        except OSError as error:
            raise write_error(folder, error) from None
        try:
            if os.name == "posix":
                fcntl.flock(handle, fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX)
            if not folder.exists() or os.stat(folder).st_ino != os.fstat(handle).st_ino:  # noqa: PTH116
                continue  # another process removed it meanwhile
            yield
            return
        finally:
            os.close(handle)


def _version_file(folder: Path) -> Path:
    return folder / ".complete"


def _read_version(folder: Path) -> FileStat | None:
    try:
        size, number = _version_file(folder).read_text().split()
        return FileStat(int(size), int(number))
    except (OSError, ValueError):
        return None


def _download_address(url: Url, target: Path) -> None:
    policy = RetryPolicy(max_bytes=read_cache_limit(), max_duration=_MOST_SECONDS)
    with HttpClient(policy, origin=url.text) as client:
        try:
            download(client, url.text, target)
        except RequestFailed as failed:
            raise RequestFailed(f"{url} cannot be downloaded: {failed}") from None


def _download_object(url: Url, target: Path, version: FileStat) -> None:
    """Download an object in blocks; raises UserError if it changes meanwhile."""
    path = parse_location(url.text)
    storage = storage_of(path)
    part = target.with_name(f".{version.mtime_ns}.part")
    try:
        with part.open("ab") as file:
            check_free_space(target.parent, version.size - file.tell())
            while (done := file.tell()) < version.size:
                block = storage.read_range(path, done, min(done + BLOCK_BYTES, version.size))
                if not block:
                    raise Unreachable(f"{url} ended after {done} of {version.size} bytes")
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        if stat_url(url) != version or part.stat().st_size != version.size:
            part.unlink()
            raise RequestFailed(f"{url} changed while it was downloaded: start the batch again")
        part.replace(target)
        fsync_directory(target.parent)
    except OSError as error:
        raise write_error(target.parent, error) from None


def _remove_unused(needed: int, besides: Path) -> None:
    """Remove the least recently used copies until there is room for `needed` bytes.

    Raises UserError if a file is larger than the limit of the cache, StorageFault if all copies are
    in use.
    """
    most = read_cache_limit()
    if needed > most:
        raise RequestFailed(
            f"it has {needed / 1e9:.1f} GB, but the cache may have only {most / 1e9:g} GB: raise "
            "TAPELOG_CACHE_GB"
        )
    others = [entry for entry in _cache().iterdir() if entry != besides and entry.is_dir()]
    copies = sorted((entry.stat().st_mtime, _size(entry), entry) for entry in others)
    total = needed + _size(besides) + sum(size for _, size, _ in copies)
    oldest = time.time() - _UNUSED_SECONDS
    for used_at, size, entry in copies:
        if (total > most or used_at < oldest) and _remove_unless_used(entry):
            total -= size
    if needed and total - _size(besides) > most:
        raise StorageFault(
            f"the cache {_cache()} is full and all of its files are in use: raise TAPELOG_CACHE_GB"
        )


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir() if file.is_file())


def _remove_unless_used(entry: Path) -> bool:
    """Remove a copy; return False if a process uses it."""
    handle = os.open(entry, os.O_RDONLY)
    try:
        if os.name == "posix":
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(entry, ignore_errors=True)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True
