"""`tapelog watch`: publish recordings that appear in a folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from flows.commands.processing_options import flow_parameters, processing_options, run_flow
from flows.commands.shared import SOURCE, absolute_text


@click.command()
@click.argument("folder", type=SOURCE)
@click.option(
    "--every",
    type=click.FloatRange(min=1),
    default=30.0,
    show_default=True,
    metavar="S",
    help="Seconds between two passes.",
)
@click.option(
    "--during",
    type=click.FloatRange(min=1),
    metavar="S",
    help="Stop after S seconds (default: never).",
)
@processing_options
def watch(folder: Any, every: float, during: float | None, **values: Any) -> None:
    """Publish recordings soon after they appear in FOLDER (a path or a URL); Ctrl-C stops it.

    Files that are still being written wait for the next pass.
    """
    parameters, place = flow_parameters(values), absolute_text(folder)
    run_flow(
        _load_watch_flow,
        parameters.pop("archive"),
        folder=place,
        every=every,
        during=during,
        **parameters,
    )


def _load_watch_flow() -> Callable[..., Any]:
    from flows.batch import watch as flow

    return flow
