"""`tapelog plan`: how long a source will take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from flows.commands.shared import ARCHIVE, SOURCE, absolute_text


@click.command()
@click.argument("source", type=SOURCE)
@click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, help="How many will work."
)
@click.option(
    "--price",
    type=click.FloatRange(0),
    default=0.0,
    metavar="P",
    help="What an hour of one worker costs, in any currency.",
)
@ARCHIVE
def plan(source: Any, workers: int, price: float, archive: Path | None) -> None:
    """Estimate time, disk space and cost of processing SOURCE, a folder or a list.

    The speed is measured from the recordings that this archive has processed. The estimate for
    several workers assumes that each of them has a core and the full speed. Nothing is changed.
    """
    from flows.batches.intake import list_source_items
    from flows.commands.shared import open_existing
    from flows.planning import make_plan

    with open_existing(archive) as catalogue:
        found = list_source_items(absolute_text(source))
        click.echo("\n".join(make_plan(catalogue, found, workers, price).lines()))
