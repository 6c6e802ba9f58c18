"""What commands take: files and folders, named so in `--help`."""

from __future__ import annotations

from pathlib import Path

import click


class _Place(click.Path):
    """A path that `--help` calls by `name`; whether it can be used is asked later, and kindly."""

    def __init__(self, name: str) -> None:
        super().__init__(path_type=Path)
        self.name = name


PATH = _Place("path")
FILE = _Place("file")
FOLDER = _Place("dir")
