"""`tapelog batch`: publish every new recording of a folder or a list."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from flows.commands.processing_options import flow_parameters, processing_options, run_flow
from flows.commands.shared import SOURCE, absolute_text
from transcripts.errors import UserError


@click.command()
@click.argument("source", type=SOURCE, required=False)
@click.option(
    "--again", is_flag=True, help="Process everything again, including published recordings."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@processing_options
def batch(source: Any, again: bool, as_json: bool, **values: Any) -> None:
    """Publish every new recording of SOURCE: a folder, or a CSV or JSON Lines list, or its URL.

    Published recordings are skipped. A recording that fails goes into quarantine with the reason,
    the batch continues, and the exit status is 1. Without SOURCE, the queue is processed.
    """
    parameters = flow_parameters(values)
    archive = parameters.pop("archive")
    if source is None:
        has_jobs = _queue_has_jobs(archive)
        summary = (
            report_of(lambda: run_flow(_load_catch_up_flow, archive, at_once=parameters["at_once"]))
            if has_jobs
            else None
        )
    else:
        source_path = absolute_text(source)

        def idle_report(folder: Path) -> Any:
            return None if again else _report_nothing_new(source_path, folder, **parameters)

        summary = report_of(
            lambda: run_flow(
                _load_batch_flow,
                archive,
                idle_report,
                source=source_path,
                again=again,
                **parameters,
            )
        )
    print_report(summary, as_json)


def _queue_has_jobs(archive: Path | None) -> bool:
    """Check whether the queue has jobs, which is quicker than starting a Prefect server."""
    from archive.queue.stats import measure_queue
    from flows.commands.shared import open_existing

    with open_existing(archive) as catalogue:
        return measure_queue(catalogue).open > 0


def _report_nothing_new(source: str, archive: Path, options: Any, at_once: int) -> Any:
    from flows.batches.intake import list_source_items, report_if_nothing_new
    from flows.batches.options import BatchOptions

    return report_if_nothing_new(
        source, list_source_items(source), BatchOptions(archive, options, at_once)
    )


def _load_batch_flow() -> Callable[..., Any]:
    from flows.batch import batch as flow

    return flow


def _load_catch_up_flow() -> Callable[..., Any]:
    from flows.catch_up import catch_up as flow

    return flow


def report_of(flow: Callable[[], Any]) -> Any:
    """Run a flow and return its report, even if the batch needs attention."""
    try:
        return flow()
    except UserError as error:
        # This also imports Prefect, so it must come after `flow`, which prepares its settings.
        from flows.batches.report import Unfinished

        if isinstance(error, Unfinished):
            return error.summary
        raise


def print_report(summary: Any, as_json: bool) -> None:
    """Print a report; the exit status is 1 if it needs attention."""
    if summary is None:
        click.echo("{}" if as_json else "the queue is empty")
        return
    if as_json:
        click.echo(json.dumps(summary.as_json(), indent=2))
    else:
        click.echo("\n".join(summary.lines()))
    if summary.failed or summary.stopped:
        sys.exit(1)
