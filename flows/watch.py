"""The flow that watches a folder."""

from __future__ import annotations

import time
from pathlib import Path

from prefect import flow

from flows import progress
from flows.batches.options import THREADS, AtOnce, BatchOptions, Seconds, Text
from flows.batches.report import BatchReport, Unfinished
from flows.batches.run import run_batch
from flows.request import Archive, ProcessOptions
from flows.sources.folder import folder as recordings_in


@flow(
    name="watch",
    flow_run_name="watch {folder}",
    persist_result=False,
    task_runner=THREADS,
)
def watch(
    folder: Text,
    every: Seconds = 30.0,
    during: Seconds | None = None,
    options: ProcessOptions = ProcessOptions(),  # noqa: B008 - a frozen value that Prefect shows
    at_once: AtOnce = 2,
    archive: Archive | None = None,
) -> None:
    """Publish recordings soon after they appear in a folder.

    Files that are still being written wait for the next pass. Quarantined recordings are reported
    at once, and the watch continues.

    Args:
        folder: The folder to watch.
        every: Seconds between two passes.
        during: Seconds after which the watch ends; unlimited by default.
        options: Options of each recording.
        at_once: How many recordings are in progress at once.
        archive: The archive's folder or URL; by default TAPELOG_ARCHIVE of the worker's process.
    """
    terms = BatchOptions(archive, options, at_once, quiet=True)
    end = None if during is None else time.monotonic() + during
    while True:
        summary = _look(folder, terms)
        if not summary.nothing:
            progress.say(summary.line)
        if end is not None and time.monotonic() + every > end:
            return
        time.sleep(every)


def _look(folder: str, terms: BatchOptions) -> BatchReport:
    try:
        return run_batch(folder, recordings_in(Path(folder)), terms)
    except Unfinished as unfinished:
        return unfinished.summary
