"""The flow that watches a folder, for a while or for ever."""

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
    options: ProcessOptions = ProcessOptions(),  # noqa: B008 - a frozen value, which Prefect's page shows
    at_once: AtOnce = 2,
    archive: Archive | None = None,
) -> None:
    """Publish what comes into a folder, soon after it has come.

    Files that are still being written are left alone until the next look. What goes into quarantine
    is told of at once, and the watch goes on.

    Args:
        folder: The folder to look into.
        every: Seconds between two looks.
        during: Seconds after which the watch ends; for ever if you leave it out.
        options: How the recordings are listened to.
        at_once: How many recordings are in hand at once.
        archive: The archive's folder or URL, if it is another than TAPELOG_ARCHIVE of the worker.
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
