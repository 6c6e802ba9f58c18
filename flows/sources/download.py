"""Download an audio file atomically; resume an interrupted download."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import httpx

from archive.storage.errors import write_error
from archive.storage.files import check_free_space
from archive.storage.local import fsync_directory
from flows.sources.http_client import HttpClient, RequestFailed, RetryableError

if os.name == "posix":
    import fcntl

_PAGE_STARTS = (b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body")


def download(client: HttpClient, address: str, target: Path) -> str:
    """Download a URL to a file and return its sha256.

    The bytes of an interrupted download are kept in a hidden file beside `target`, and the next
    call resumes it. Raises RequestFailed if the server does not send an audio file, UserError if
    the disk is full.
    """
    part = _Part(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        client.with_retries(lambda: _request_missing_bytes(client, address, part))
        return part.finish(target)
    except TooLarge:
        part.delete()
        raise
    except OSError as error:
        raise write_error(target.parent, error) from None


class TooLarge(RequestFailed):
    """The file is larger than the download limit."""


def _request_missing_bytes(client: HttpClient, address: str, part: _Part) -> None:
    """Send one request; it asks only for the missing bytes of a partial download."""
    headers = {"Accept-Encoding": "identity", **part.resume_headers()}
    with client.stream(address, headers) as response:
        if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            part.check_whole(response)
            return
        _check_media(response)
        is_continuation = part.is_continuation(response)
        length = _read_announced_length(response)
        _check_size(length, client.policy.max_bytes)
        check_free_space(part.path.parent, length)
        with part.writing(response, is_continuation) as file:
            for piece in client.body(response):
                file.write(piece)
                _check_size(file.tell(), client.policy.max_bytes)


def _check_media(response: httpx.Response) -> None:
    media = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media in ("text/html", "application/xhtml+xml"):
        raise RequestFailed(f"the server sent a web page ({media}) instead of audio")


def _read_announced_length(response: httpx.Response) -> int:
    """Return the announced length of a response in bytes; 0 if the server does not say."""
    value = response.headers.get("content-length", "")
    return int(value) if value.isdecimal() else 0


def _check_size(size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise TooLarge(f"it has more than {max_bytes / 1e6:.0f} MB")


class _Part:
    """A partial download, stored with the validator (ETag or date) of its version."""

    def __init__(self, target: Path) -> None:
        self.path = target.with_name(f".{target.name}.part")
        self._version_header = target.with_name(f".{target.name}.version")

    def resume_headers(self) -> dict[str, str]:
        """Return headers that request the missing bytes.

        The result is {} if there is no partial file, or if its version is unknown.
        """
        try:
            version = self._version_header.read_text(encoding="ascii")
        except FileNotFoundError:
            return {}
        size = self._size()
        return {"Range": f"bytes={size}-", "If-Range": version} if size and version else {}

    def _size(self) -> int | None:
        return self.path.stat().st_size if self.path.exists() else None

    def check_whole(self, response: httpx.Response) -> None:
        """Raise RetryableError unless the partial file is already complete."""
        if response.headers.get("content-range") != f"bytes */{self._size()}":
            self.delete()
            raise RetryableError(
                "the server cannot send the rest of the file, so the partial download was deleted"
            )

    def is_continuation(self, response: httpx.Response) -> bool:
        """Check whether the response continues the partial file.

        Raises RetryableError for a wrong range.
        """
        if response.status_code != httpx.codes.PARTIAL_CONTENT:
            return False
        if not response.headers.get("content-range", "").startswith(f"bytes {self._size()}-"):
            self.delete()
            raise RetryableError("the server sent a different part of the file than requested")
        return True

    @contextmanager
    def writing(self, response: httpx.Response, resumes: bool) -> Iterator[BinaryIO]:
        """Open and lock the partial file for appending; sync it when the block ends."""
        with self.path.open("ab") as file:
            _lock(file)
            if not resumes:
                file.truncate(0)
                self._version_header.write_text(_read_version_header(response), encoding="ascii")
            file.seek(0, os.SEEK_END)
            yield file
            file.flush()
            os.fsync(file.fileno())

    def delete(self) -> None:
        """Delete the partial download."""
        self.path.unlink(missing_ok=True)
        self._version_header.unlink(missing_ok=True)

    def finish(self, target: Path) -> str:
        """Move the file to `target` and return its sha256; raises RequestFailed for a web page."""
        with self.path.open("rb") as file:
            head = file.read(512).lstrip().lower()
            if not head or head.startswith(_PAGE_STARTS):
                self.delete()
                raise RequestFailed(
                    f"the server sent {'a web page' if head else 'nothing'} instead of audio"
                )
            file.seek(0)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        self.path.replace(target)
        self._version_header.unlink(missing_ok=True)
        fsync_directory(target.parent)
        return sha256


def _lock(file: BinaryIO) -> None:
    """Lock a file for this process; the lock is released when the process exits, even if killed."""
    if os.name == "posix":
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RequestFailed("another program is downloading it") from None


def _read_version_header(response: httpx.Response) -> str:
    """Return a strong ETag or the Last-Modified date for If-Range; "" if there is neither."""
    headers = response.headers
    etag: str = headers.get("etag", "")
    named = etag if etag and not etag.startswith("W/") else headers.get("last-modified", "")
    return "" if "content-encoding" in headers or not named.isascii() else named
