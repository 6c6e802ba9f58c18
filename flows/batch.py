"""The flow for many recordings: whatever is new in a folder or a list is published."""

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
    options: ProcessOptions = ProcessOptions(),  # noqa: B008 - a frozen value, which Prefect's page shows
    at_once: AtOnce = 2,
    again: bool = False,
    archive: Archive | None = None,
) -> BatchReport:
    """Publish every new recording of a folder or a list.

    Recordings that are known are not done again; a bad one goes into quarantine with its reason and
    stops no other. Raises Unfinished, with the summary, where some did.

    Args:
        source: A folder with recordings, or a list of them: a CSV or JSON Lines file.
        options: How the recordings are listened to. What you leave out is as for one recording.
        at_once: How many recordings are in hand at once. One is listened to at a time; two keep the
            processor busy while the other is read or written.
        again: Do everything once more, also what is published or in quarantine.
        archive: The archive's folder or URL, if it is another than TAPELOG_ARCHIVE of the worker.
    """
    return run_batch(source, source_items(source), BatchOptions(archive, options, at_once, again))
