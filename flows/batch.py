"""The flow that publishes every new recording of a folder or a list."""

from __future__ import annotations

from prefect import flow

from flows.batches.intake import source_items
from flows.batches.options import THREADS, AtOnce, BatchOptions, Text
from flows.batches.report import BatchReport
from flows.batches.run import run_batch
from flows.request import Archive, ProcessOptions


@flow(
    name="batch",
    flow_run_name="batch of {source}",
    persist_result=False,
    task_runner=THREADS,
)
def batch(
    source: Text,
    options: ProcessOptions = ProcessOptions(),  # noqa: B008 - a frozen value that Prefect shows
    at_once: AtOnce = 2,
    again: bool = False,
    archive: Archive | None = None,
) -> BatchReport:
    """Publish every new recording of a folder or a list.

    Published recordings are skipped. A failed one goes into quarantine with its reason and does not
    stop the others; then the flow raises Unfinished with the report.

    Args:
        source: A folder with recordings, or a list of them: a CSV or JSON Lines file.
        options: Options of each recording; those left out have their defaults.
        at_once: How many recordings are in progress at once. Models process one at a time; with
            two, the CPU stays busy while the other is read or written.
        again: Process everything again, including published and quarantined recordings.
        archive: The archive's folder or URL; by default TAPELOG_ARCHIVE of the worker's process.
    """
    return run_batch(source, source_items(source), BatchOptions(archive, options, at_once, again))
