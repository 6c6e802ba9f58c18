"""`tapelog retry`: put recordings from quarantine back into the queue."""

from __future__ import annotations

from pathlib import Path

import click

from flows.commands.shared import ARCHIVE
from transcripts.errors import UserError


@click.command()
@click.argument("recordings", nargs=-1, metavar="[ID]...")
@ARCHIVE
def retry(recordings: tuple[str, ...], archive: Path | None) -> None:
    """Take recordings out of quarantine: all, or those with these IDs.

    The next worker processes them. `tapelog batch` without a source processes them now.
    """
    from archive.queue.jobs import retry as let_wait
    from flows.commands.shared import open_existing
    from transcripts.text.quantities import format_count

    with open_existing(archive) as catalogue:
        now = let_wait(catalogue, recordings)
    if strange := sorted(set(recordings) - set(now)):
        raise UserError(
            f"not in quarantine: {', '.join(strange)}; `tapelog status` lists those that are"
        )
    click.echo(f"{format_count(len(now), 'recording')} out of quarantine")
    if now:
        click.echo("`tapelog batch` processes them now, or a scheduled `catch up` run does so")
