"""What several commands share: parameter types and options, the archive, the author."""

from __future__ import annotations

import getpass
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


class _Place(click.Path):
    """A path, shown by `name` in --help; it is checked later, with a clear message."""

    def __init__(self, name: str) -> None:
        super().__init__(path_type=Path)
        self.name = name


class _Anywhere(_Place):
    """A path, or a URL that fsspec supports."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert a URL to a path of its file system."""
        if "://" in str(value):
            return parse_location(value)
        return super().convert(value, param, ctx)


PATH = _Anywhere("path")
SOUNDTRACK = click.option(
    "--soundtrack",
    type=click.IntRange(1),
    metavar="N",
    help="Which soundtrack of a file with several (default: the main one that is not silent).",
)
FILE = _Place("file")
FOLDER = _Place("dir")
PUBLISHED = _Anywhere("dir")
ARCHIVE = click.option(
    "--archive",
    type=_Anywhere("dir"),
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
    help="Repair the old text where that is at least so likely right.",
)
PROPOSE_FROM = click.option(
    "--propose-from",
    type=click.FloatRange(0.0, 1.0),
    default=Thresholds().propose,
    show_default=True,
    metavar="P",
    help="Ask about repairs that are at least so likely right.",
)
RECOGNIZER = click.option(
    "--recognizer",
    default=DEFAULT,
    show_default=True,
    metavar="NAME",
    help=f"What recognizes the words: {', '.join(RECOGNIZERS)}, or one of an installed package.",
)
FORMATS = click.option(
    "--formats",
    metavar="F,F",
    help=f"What to publish beside the page: formats that `export` knows, or all; {','.join(USUAL)} "
    "if nothing is chosen.",
)
AUTHOR = click.option(
    "--author", metavar="NAME", help="Who edits (default: your name on this machine)."
)


@contextmanager
def opened(folder: Path | None) -> Iterator[Catalogue]:
    """Open the catalogue of an existing archive; a mistyped folder must not create a new one."""
    from archive.catalogue.open import open_catalogue

    place = archive_folder(folder)
    if not storage_of(place).is_folder(place):
        raise UserError(
            f"there is no archive at {place}: name one with --archive DIR, or TAPELOG_ARCHIVE"
        )
    with open_catalogue(place) as catalogue:
        yield catalogue


def author_or_me(author: str | None) -> str:
    """Return the given name, else the name of the current user; UserError if there is none."""
    try:
        return (author or getpass.getuser()).strip()
    except (KeyError, OSError):
        raise UserError(f"user {os.getuid()} has no name here: say who edits, --author") from None
