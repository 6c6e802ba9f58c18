"""Check URLs of recordings, and read the metadata of the files there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from archive.queue.digests import FileStat
from archive.storage.files import parse_location, storage_of
from flows.sources.http_client import has_password, redacted
from flows.sources.public_addresses import is_local_by_name
from transcripts.errors import UserError

WEB = ("http", "https")
STORES = ("s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "sftp", "ssh")
"""Schemes of fsspec's file systems on other machines. Others are refused: `file` and `memory`
would read this machine, and `::` chains systems."""


@dataclass(frozen=True, slots=True, order=True)
class Url:
    """An accepted URL of a recording, a text, a list or a folder."""

    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def scheme(self) -> str:
        """Return the scheme in lower case."""
        return urlsplit(self.text).scheme

    @property
    def name(self) -> str:
        """Return the last part of the path, decoded if it is a web address."""
        path = urlsplit(self.text).path if self.is_web else self.text
        name = PurePosixPath(path).name
        return unquote(name) if self.is_web else name

    @property
    def is_web(self) -> bool:
        """Check whether this is an http or https address."""
        return self.scheme in WEB


Location = Path | Url
"""A file on this machine, or a URL."""


def is_url(text: str) -> bool:
    """Check whether a text has a scheme, as URLs do."""
    return "://" in text


def parse_url(text: str, listed_in: Url | None = None) -> Url:
    """Return an accepted URL.

    Raises UserError for a scheme that cannot be a source, or a password. A list that is itself at
    a URL may name files beside it, files of the same store, and public web addresses.
    """
    found = Url(text)
    if "::" in text or found.scheme not in (*WEB, *STORES) or not urlsplit(text).netloc:
        raise UserError(
            f"{redacted(text)} cannot be read: recordings come from folders and from URLs that "
            f"begin with {', '.join(f'{scheme}://' for scheme in (*WEB, 's3', 'gs', 'az', 'sftp'))}"
        )
    if has_password(text):
        raise UserError(
            f"{redacted(text)} has a password, which reports would show: set it in the environment"
        )
    if listed_in is None:
        return found
    is_same_store = urlsplit(text)[:2] == urlsplit(listed_in.text)[:2]
    if not (is_same_store or (found.is_web and not is_local_by_name(text))):
        raise UserError(
            f"{text} may not be in a list at {listed_in}: such a list may name files of the same "
            "store or server, and public web addresses"
        )
    return found


def parse_source(text: str) -> Location:
    """Return the absolute path or URL of a folder, a list or a file that the user named."""
    return parse_url(text.rstrip("/")) if is_url(text) else Path(text).expanduser().absolute()


def resolve_beside(url: Url, relative: str) -> Url:
    """Return the URL of a file in the folder of `url`; raises UserError for a path outside."""
    if relative.startswith("/") or ".." in PurePosixPath(relative).parts:
        raise UserError(f"{relative} is outside of the folder of {url}: name a file below it")
    if url.is_web:
        return parse_url(urljoin(url.text, relative), listed_in=url)
    return Url(f"{url.text.rpartition('/')[0]}/{relative}")


def stat_url(url: Url) -> FileStat:
    """Return the size of an object; its modification time is a number made from its version.

    The result for a web address is always the same, because its content counts as unchangeable.
    Raises UserError if the store does not answer or has no such object.
    """
    if url.is_web:
        return FileStat(0, 0)
    path = parse_location(url.text)
    info = storage_of(path).info(path)
    # 15 hex digits are below the current time in ns, so the object never counts as just changed.
    return FileStat(info.size, int(info.version[:15], 16))


def list_objects(folder: Url) -> Iterator[tuple[Url, Mapping[str, tuple[Url, int]]]]:
    """Yield each folder below a URL with its files: name, URL and size in bytes.

    Raises UserError if the store does not answer, or for a web address, which has no listing.
    """
    if folder.is_web:
        raise UserError(
            f"{folder} cannot be listed, because it is a web address: write a list of the "
            "recordings (CSV or JSON lines), or use `tapelog feed` for a podcast"
        )
    place: Any = parse_location(folder.text)
    storage_of(place).check_reachable(place)
    inside: dict[str, dict[str, tuple[Url, int]]] = {}
    for path, about in sorted(place.fs.find(place.path, detail=True).items()):
        relative = str(path).removeprefix(place.path).lstrip("/")
        below, _, name = relative.rpartition("/")
        file = Url(f"{folder.text}/{relative}")
        inside.setdefault(below, {})[name] = file, int(about.get("size") or 0)
    for below in sorted(inside):
        yield Url(f"{folder.text}/{below}".rstrip("/")), inside[below]
