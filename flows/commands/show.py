"""`tapelog show`: print a transcript."""

from __future__ import annotations

from pathlib import Path

import click

from flows.commands.shared import PATH


@click.command()
@click.argument("place", type=PATH)
@click.option("--color/--no-color", default=None, help="Colour the names (default: on a terminal).")
def show(place: Path, color: bool | None) -> None:
    """Print a transcript: PLACE is a transcript.json or the folder that holds one."""
    from rich.console import Console

    from archive.storage.published import read_transcript
    from flows.printing import transcript_text

    page = transcript_text(read_transcript(place))
    Console(force_terminal=color or None, no_color=color is False).print(page)
