"""Places of files: folders of this machine, or URLs that fsspec knows, such as s3://bucket/tapes.

A folder is a `pathlib.Path`. A URL is a `upath.UPath`, which has the same methods for reading and
listing, so that most of the code never asks which it has. What differs is here and in the files
that import `remote`: on a URL there is no rename, no lock and no free room to measure, but an
object that is put is there whole or not at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from platformdirs import user_data_path

from transcripts.errors import UserError


class Unreachable(UserError):
    """The place of a URL does not answer; it may be back in a moment."""


class Missing(UserError):
    """There is no such file at a URL."""


def place(given: str | Path) -> Path:
    """Give the place that a user named; UserError for a URL that cannot be used.

    Its type says Path also where it is a UPath.
    """
    text = str(given)
    if "://" not in text:
        return Path(given)
    if text.startswith("file://"):
        return Path(unquote(urlsplit(text).path))
    from upath import UPath

    try:
        # Without a memory of listings: other machines write, too.
        found = UPath(text.rstrip("/"), use_listings_cache=False)
        _ = found.fs  # imports what this kind of place needs
    except ImportError as error:
        raise UserError(
            f"{text} needs another package ({error}): pip install tapelog[s3]"
        ) from None
    except ValueError:
        raise UserError(
            f"{text} is no place for files: write a folder, or s3://bucket/tapelog"
        ) from None
    return cast(Path, found)


def remote(path: Path) -> bool:
    """Whether a place is a URL, not a folder or file of this machine."""
    return not isinstance(path, Path)


def check_reachable(path: Path) -> None:
    """Raise UserError where a URL does not answer, or not to us; a folder is asked nothing."""
    if remote(path):
        here: Any = path
        with _kindly(path):
            here.fs.exists(here.path)


def home(archive: Path) -> Path:
    """Give the folder of this machine for what an archive must keep on one: itself, if it is."""
    return user_data_path("tapelog", False) if remote(archive) else archive


def put(folder: Path, files: Mapping[str, bytes | Path]) -> None:
    """Put files into the folder of a URL: bytes, or copies of local files; each whole or not.

    UserError where that cannot be done. Those that were put before stay.
    """
    where: Any = folder
    texts = {(where / name).path: data for name, data in files.items() if isinstance(data, bytes)}
    with _kindly(folder):
        for name, data in files.items():
            if not isinstance(data, bytes):
                where.fs.put_file(str(data), (where / name).path)
        where.fs.pipe(texts)


@contextmanager
def local(path: Path) -> Iterator[Path]:
    """Give a file of this machine with the bytes of `path` while the block runs."""
    if not remote(path):
        yield path
        return
    with TemporaryDirectory(prefix="tapelog-") as scratch:
        copy = Path(scratch) / path.name
        fetch(path, copy)
        yield copy


def fetch(source: Path, target: Path) -> None:
    """Copy a file of a URL to this machine; UserError where that cannot be done."""
    here: Any = source
    with _kindly(source):
        here.fs.get_file(here.path, str(target))


def look(path: Path) -> tuple[int, str]:
    """Give the size of a URL's file in bytes, and a mark that changes with it."""
    here: Any = path
    with _kindly(path):
        info = here.fs.info(here.path)
    seen = [str(info.get(name)) for name in ("size", "ETag", "LastModified", "mtime", "created")]
    return int(info["size"]), hashlib.sha256(" ".join(seen).encode()).hexdigest()[:32]


def part(path: Path, start: int, end: int) -> bytes:
    """Read the bytes of a URL's file from `start` up to, not with, `end`."""
    here: Any = path
    with _kindly(path):
        data: bytes = here.fs.cat_file(here.path, start=start, end=end)
    return data


@contextmanager
def _kindly(path: Path) -> Iterator[None]:
    """Say in a user's words what is wrong with a URL's place."""
    try:
        yield
    except UserError:
        raise
    except PermissionError as error:
        raise UserError(f"{path} may not be used ({error}): check your rights and keys") from None
    except FileNotFoundError as error:
        raise Missing(f"{path} is not there ({error}): check the address") from None
    except Exception as error:  # each kind of place has errors of its own
        reason = " ".join(str(error).split()) or type(error).__name__
        raise Unreachable(
            f"{path} cannot be reached ({reason}): check the address, the keys and the network"
        ) from None
