"""`tapelog retry`: what failed waits again, once it is mended."""

from __future__ import annotations

from pathlib import Path

import click

from flows.commands.kinds import ARCHIVE
from transcripts.errors import UserError


@click.command()
@click.argument("recordings", nargs=-1, metavar="[ID]...")
@ARCHIVE
def retry(recordings: tuple[str, ...], archive: Path | None) -> None:
    """Take recordings out of quarantine: all, or those with these IDs.

    They wait then for the next worker; `tapelog batch` without a source works on them now.
    """
    from archive.queue.jobs import retry as let_wait
    from flows.commands.opened import opened
    from transcripts.text.quantities import format_count

    with opened(archive) as catalogue:
        now = let_wait(catalogue, recordings)
    if strange := sorted(set(recordings) - set(now)):
        raise UserError(f"not in quarantine: {', '.join(strange)}; `tapelog status` lists what is")
    click.echo(f"{format_count(len(now), 'recording')} out of quarantine")
    if now:
        click.echo("`tapelog batch` works on what waits, and so does a catch-up that is scheduled")
