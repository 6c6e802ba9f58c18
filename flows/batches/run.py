"""Run a batch: enqueue the new recordings, process the queue, and report."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

from prefect.runtime import flow_run

from archive.database.connection import Catalogue
from archive.queue.enqueue import enqueue
from archive.queue.jobs import Job, Worker
from archive.queue.left_out import record_left_out
from archive.queue.stats import measure_queue
from flows.batches.intake import Intake
from flows.batches.jobs import distinguishing_options
from flows.batches.leases import hold_leases, open_when_available, wait_for_database
from flows.batches.options import BatchOptions
from flows.batches.report import BatchReport, Unfinished, notify, show_in_prefect
from flows.batches.supervisor import drain_queue
from flows.sources.arrival import Found
from flows.sources.identify import identify

MOST_LISTED = 1000
"""The maximum number of quarantined recordings in a summary; with more, Prefect's page does not
open.
"""


def run_batch(source: str, items: Iterable[Found], options: BatchOptions) -> BatchReport:
    """Publish the new recordings among `items`, and everything else in the queue.

    Raises Unfinished with the report if recordings of this source went into quarantine, or if the
    batch stopped early.
    """
    began, batch = time.monotonic(), flow_run.id or source
    intake = Intake(options)
    with open_when_available(options.archive) as catalogue:
        arrivals = identify(catalogue, items, distinguishing_options(options.options))
        enqueued = enqueue(catalogue, intake.jobs(arrivals), batch, options.process_again)
        wait_for_database(lambda: record_left_out(catalogue, source, intake.refused))
        with hold_leases(catalogue, flow_run.name or "tapelog") as worker:
            drained = drain_queue(catalogue, worker, options.max_concurrent, str(batch))
        ended = wait_for_database(lambda: measure_queue(catalogue, batch=batch, limit=MOST_LISTED))
    return report_end(
        replace(
            intake.summary(source, enqueued),
            done=ended.done,
            failed=ended.quarantine,
            sound=ended.audio_seconds,
            wall=time.monotonic() - began,
            stopped=drained.stopped or next(iter(drained.put_back.values()), None),
        ),
        show_idle=not options.quiet,
    )


def resume(catalogue: Catalogue, worker: Worker, first: Job, max_concurrent: int) -> BatchReport:
    """Process the queue, starting with a job that is already claimed.

    Raises Unfinished like `run_batch`.
    """
    began = time.monotonic()
    drained = drain_queue(catalogue, worker, max_concurrent, first=first)
    return report_end(
        BatchReport(
            source="the queue",
            done=drained.published,
            failed=tuple(drained.failed),
            sound=drained.sound_seconds,
            wall=time.monotonic() - began,
            stopped=drained.stopped,
        ),
        send_notice=bool(drained.failed),  # a stop would be reported every 45 s
    )


def report_end(
    summary: BatchReport, send_notice: bool = True, show_idle: bool = True
) -> BatchReport:
    """Report a finished batch in Prefect; notify and raise Unfinished if it needs attention.

    A batch that did nothing is reported only if `show_idle` is set.
    """
    if show_idle or not summary.did_nothing:
        show_in_prefect(summary)
    if not (summary.failed or summary.stopped):
        return summary
    if send_notice:
        notify(summary, flow_run.name or summary.source)
    raise Unfinished(summary)
