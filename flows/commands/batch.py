"""`tapelog batch`: publish every new recording of a folder or a list."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from flows.commands.listening import listening, run_flow, terms
from transcripts.errors import UserError


@click.command()
@click.argument("source", type=click.Path(path_type=Path), required=False)
@click.option("--again", is_flag=True, help="Do everything once more, also what is published.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@listening
def batch(source: Path | None, again: bool, as_json: bool, **given: Any) -> None:
    """Publish every new recording of SOURCE: a folder, or a CSV or JSON Lines list.

    Published recordings are skipped. A failed recording goes into quarantine with its reason and
    does not stop the others; the exit status is 1 then. Without SOURCE, the queue is processed.
    """
    asked = terms(given)
    archive = asked.pop("archive")
    if source is None:
        waits = _anything_waits(archive)
        summary = (
            told(lambda: run_flow(_catch_up, archive, at_once=asked["at_once"])) if waits else None
        )
    else:
        place = str(source.expanduser().absolute())

        def unless(folder: Path) -> Any:
            return None if again else _nothing_new(place, folder, **asked)

        summary = told(
            lambda: run_flow(_batch, archive, unless, source=place, again=again, **asked)
        )
    show(summary, as_json)


def _anything_waits(archive: Path | None) -> bool:
    """Check the catalogue for work, which is quicker than starting a Prefect server."""
    from archive.queue.stats import queue_stats
    from flows.commands.kinds import opened

    with opened(archive) as catalogue:
        return queue_stats(catalogue).open > 0


def _nothing_new(source: str, archive: Path, **asked: Any) -> Any:
    from flows.batches.intake import nothing_new, source_items
    from flows.batches.options import BatchOptions

    return nothing_new(source, source_items(source), BatchOptions(archive, **asked))


def _batch() -> Callable[..., Any]:
    from flows.batch import batch as flow

    return flow


def _catch_up() -> Callable[..., Any]:
    from flows.catch_up import catch_up as flow

    return flow


def told(flow: Callable[[], Any]) -> Any:
    """Run a flow and return its report, even if the batch needs attention."""
    try:
        return flow()
    except UserError as error:
        # This imports Prefect, which reads its settings then: `flow` must have prepared them.
        from flows.batches.report import Unfinished

        if isinstance(error, Unfinished):
            return error.summary
        raise


def show(summary: Any, as_json: bool) -> None:
    """Print a report; exit status 1 if it needs attention."""
    if summary is None:
        click.echo("{}" if as_json else "nothing waits")
        return
    if as_json:
        click.echo(json.dumps(summary.as_json(), indent=2))
    else:
        click.echo("\n".join(summary.lines()))
    if summary.failed or summary.stopped:
        sys.exit(1)
