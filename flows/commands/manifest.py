"""`tapelog manifest`: list the recordings of a folder with what is known about them."""

from __future__ import annotations

from pathlib import Path

import click

from flows.commands.shared import FILE, FOLDER


@click.command()
@click.argument("folder", type=FOLDER)
@click.argument("list", type=FILE)
def manifest(folder: Path, list: Path) -> None:
    """Write LIST, a CSV of the recordings in FOLDER, to be checked and given to `batch`.

    Titles, programmes, dates and people come from records beside a recording (PBCore, Dublin Core,
    JSON) and from the tags in it (ID3, broadcast WAV).
    """
    from flows.manifests import write_manifest
    from transcripts.text.quantities import format_count

    made = write_manifest(folder, list)
    for notice in made.notices:
        click.echo(f"note: {notice}", err=True)
    click.echo(f"{format_count(made.recordings, 'recording')} in {list}: check it, then")
    click.echo(f"    tapelog batch {list}")
