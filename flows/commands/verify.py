"""`tapelog verify`: check the fixity of published files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from flows.commands.shared import PUBLISHED


@click.command()
@click.argument("folder", type=PUBLISHED)
def verify(folder: Path) -> None:
    """Hash the files of FOLDER and compare them with its manifest.

    Names every missing, changed or extra file; the exit status is 1 if there is one.
    """
    from archive.storage.published import verify as compare

    found = compare(folder)
    for kind, names in (
        ("missing", found.missing),
        ("changed", found.changed),
        ("extra", found.extra),
    ):
        for name in names:
            click.echo(f"{kind}: {name}")
    if found:
        sys.exit(1)
    click.echo(f"all {found.files} files are unchanged")
