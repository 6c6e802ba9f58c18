"""Define parameter types, options and helpers that several commands share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.storage.files import archive_folder, parse_location, storage_of
from audio.recognizers.recognizer import DEFAULT
from audio.recognizers.table import RECOGNIZERS
from transcripts.corrections.thresholds import Thresholds
from transcripts.errors import UserError
from transcripts.formats.table import USUAL

if TYPE_CHECKING:
    from archive.database.connection import Catalogue


class _NamedPath(click.Path):
    """A path that --help shows as `name`; the command checks it later, with a clear message."""

    def __init__(self, name: str) -> None:
        super().__init__(path_type=Path)
        self.name = name


class _PathOrUrl(_NamedPath):
    """A path, or a URL that fsspec supports."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert a URL to a path of its file system."""
        if "://" in str(value):
            return parse_location(value)
        return super().convert(value, param, ctx)


class _Source(_NamedPath):
    """A path, or a URL from which tapelog can read recordings."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert a URL; raises UserError if tapelog cannot read its scheme."""
        if "://" in str(value):
            from flows.sources.urls import parse_source

            return parse_source(str(value))
        return super().convert(value, param, ctx)


def absolute_text(source: Any) -> str:
    """Return a source as text: an absolute path, or its URL."""
    return str(source.expanduser().absolute() if isinstance(source, Path) else source)


PATH = _PathOrUrl("path")
SOURCE_FILE = _Source("file")
SOURCE = _Source("source")
SOUNDTRACK = click.option(
    "--soundtrack",
    type=click.IntRange(1),
    metavar="N",
    help="Which soundtrack to use (default: the main one that is not silent).",
)
FILE = _NamedPath("file")
FOLDER = _NamedPath("dir")
PUBLISHED = _PathOrUrl("dir")
ARCHIVE = click.option(
    "--archive",
    type=_PathOrUrl("dir"),
    envvar="TAPELOG_ARCHIVE",
    help="The archive's folder, or its URL: s3://bucket/tapelog (default: TAPELOG_ARCHIVE, or a "
    "folder of your own).",
)
APPLY_FROM = click.option(
    "--apply-from",
    type=click.FloatRange(0.0, 1.0),
    default=Thresholds().apply,
    show_default=True,
    metavar="P",
    help="Apply corrections of the old text with at least this probability.",
)
PROPOSE_FROM = click.option(
    "--propose-from",
    type=click.FloatRange(0.0, 1.0),
    default=Thresholds().propose,
    show_default=True,
    metavar="P",
    help="Propose corrections with at least this probability.",
)
RECOGNIZER = click.option(
    "--recognizer",
    default=DEFAULT,
    show_default=True,
    metavar="NAME",
    help=f"The speech recognizer: {', '.join(RECOGNIZERS)}, or one from an installed package.",
)
FORMATS = click.option(
    "--formats",
    metavar="F,F",
    help="Formats to publish beside the page: those of `export`, or all "
    f"(default: {','.join(USUAL)}).",
)
AUTHOR = click.option(
    "--author",
    metavar="NAME",
    help="The name that readers see as the editor's (default: your full name).",
)


@contextmanager
def open_existing(folder: Path | None) -> Iterator[Catalogue]:
    """Open the catalogue of an existing archive.

    A missing archive is not created, because its path may be mistyped. Raises UserError if there is
    no archive, or if the command fails because the database is damaged.
    """
    from archive.catalogue.open import open_catalogue

    place = archive_folder(folder)
    if not storage_of(place).is_folder(place):
        raise UserError(
            f"there is no archive at {place}: set one with --archive DIR, or TAPELOG_ARCHIVE"
        )
    with open_catalogue(place) as catalogue:
        try:
            yield catalogue
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            from archive.database.integrity import find_damage

            found = next(find_damage(catalogue), None)
            if found is None:
                raise
            raise UserError(
                f"the catalogue of {place} is damaged ({found}): restore a backup"
            ) from error


def author_or_user(author: str | None) -> str:
    """Return `author`, or the full name of the user of this machine, or "Editor".

    Readers see the name, so the name of the account is never used.
    """
    return (author or _find_full_name() or "Editor").strip()


def _find_full_name() -> str | None:
    """Return the current user's full name; None if the machine knows only the account."""
    try:
        import pwd

        user = pwd.getpwuid(os.getuid())
    except (ImportError, KeyError):  # another system than POSIX, or a user without an entry
        return None
    name = user.pw_gecos.partition(",")[0].strip()
    return name if name and name.lower() != user.pw_name.lower() else None
