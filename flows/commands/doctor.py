"""`tapelog doctor`: check the installation and the machine."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from flows.commands.shared import ARCHIVE


@click.command()
@ARCHIVE
def doctor(archive: Path | None) -> None:
    """Check Python, disk, memory, models, database, Prefect, ports and extras.

    Prints one line for each, with what to do. The exit status is 1 if there is a fault; notes do
    not count.
    """
    from archive.storage.files import archive_folder
    from flows.doctor import run_checks

    has_fault = False
    for name, finding in run_checks(archive_folder(archive)):
        click.echo(finding.line(name))
        has_fault |= finding.state == "fault"
    if has_fault:
        sys.exit(1)
