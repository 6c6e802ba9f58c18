"""Parameter types of several commands: files, folders, archives, thresholds, formats."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from archive.storage.files import parse_location
from audio.recognizers.recognizer import DEFAULT
from audio.recognizers.table import RECOGNIZERS
from transcripts.corrections.thresholds import Thresholds
from transcripts.formats.table import USUAL


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
