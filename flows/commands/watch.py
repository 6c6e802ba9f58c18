"""`tapelog watch`: publish recordings that appear in a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from flows.commands.kinds import FOLDER
from flows.commands.listening import listening, run_flow, terms


@click.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "--every",
    type=click.FloatRange(min=1),
    default=30.0,
    show_default=True,
    metavar="S",
    help="Seconds between two looks.",
)
@click.option(
    "--during",
    type=click.FloatRange(min=1),
    metavar="S",
    help="End after so many seconds (default: never).",
)
@listening
def watch(folder: Path, every: float, during: float | None, **given: Any) -> None:
    """Publish recordings soon after they appear in FOLDER; Ctrl-C ends it.

    Files that are still being written wait for the next pass.
    """
    asked, place = terms(given), str(folder.expanduser().absolute())
    run_flow(_watch, asked.pop("archive"), folder=place, every=every, during=during, **asked)


def _watch() -> Callable[..., Any]:
    from flows.batch import watch as flow

    return flow
