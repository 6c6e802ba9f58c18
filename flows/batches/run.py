"""Run a batch: enqueue what is new, work on the queue, and report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from prefect.futures import PrefectFuture
from prefect.logging import get_run_logger
from prefect.runtime import flow_run

from archive.database.connection import Catalogue
from archive.queue.jobs import Job, Worker, claim, enqueue, fail, finish, release
from archive.queue.stats import FailedJob, queue_stats
from flows import progress
from flows.batches.intake import Intake
from flows.batches.jobs import (
    PublishedRecording,
    check_free_space_for,
    distinguishing_options,
    note_arrival,
    process_recording,
    recording_of,
)
from flows.batches.leases import hold_leases, open_when_available, wait_for_database
from flows.batches.options import BatchOptions
from flows.batches.report import BatchReport, Unfinished, notify, show_in_prefect
from flows.sources.arrival import Found
from flows.sources.identify import identify
from transcripts.errors import UserError

NAMED = 1000
"""Most quarantined recordings that a summary lists: Prefect's page would not open with more."""


def run_batch(source: str, found: Iterable[Found], terms: BatchOptions) -> BatchReport:
    """Publish the new recordings among `found`, and everything else in the queue.

    Raises Unfinished with the report if recordings of this source went into quarantine or no more
    could be started.
    """
    began, batch = time.monotonic(), flow_run.id or source
    sorting = Intake(terms)
    with open_when_available(terms.archive) as catalogue:
        arrivals = identify(catalogue, found, distinguishing_options(terms.options))
        offered = enqueue(catalogue, sorting.jobs(arrivals), batch, terms.again)
        with hold_leases(catalogue, flow_run.name or "tapelog") as holder:
            drain = QueueDrain(
                catalogue, holder, terms.at_once, lambda: queue_stats(catalogue, batch=batch).open
            )
            drain.run()
        ended = wait_for_database(lambda: queue_stats(catalogue, batch=batch, most=NAMED))
    return conclude(
        replace(
            sorting.summary(source, offered),
            done=ended.done,
            failed=ended.quarantine,
            sound=ended.sound,
            wall=time.monotonic() - began,
            stopped=drain.stopped,
        ),
        show=not terms.quiet,
    )


def resume(catalogue: Catalogue, holder: Worker, first: Job, at_once: int) -> BatchReport:
    """Process the queue, starting with a job that is already claimed.

    Raises Unfinished as `run_batch` does.
    """
    began = time.monotonic()
    drain = QueueDrain(catalogue, holder, at_once, lambda: 0, first)
    drain.run()
    return conclude(
        BatchReport(
            source="what waited",
            done=len(drain.published),
            failed=tuple(drain.failed),
            sound=sum(published.seconds for published in drain.published),
            wall=time.monotonic() - began,
            stopped=drain.stopped,
        ),
        tell=bool(drain.failed),  # already reported, and this runs every 45 s
    )


def conclude(summary: BatchReport, tell: bool = True, show: bool = True) -> BatchReport:
    """Report a finished batch in Prefect; notify and raise Unfinished if it needs attention.

    A batch that did nothing is reported only if `show` is set.
    """
    if show or not summary.nothing:
        show_in_prefect(summary)
    if not (summary.failed or summary.stopped):
        return summary
    if tell:
        notify(summary, flow_run.name or summary.source)
    raise Unfinished(summary)


POLL = 2.0
"""Seconds between two checks of the queue while other workers still hold leases."""

_FAULT = "see the log of the run; `tapelog retry` once it is mended"


@dataclass(slots=True)
class QueueDrain:
    """Processes the queue, several recordings at once; `left` counts the unfinished ones."""

    catalogue: Catalogue
    holder: Worker
    at_once: int
    left: Callable[[], int]
    first: Job | None = None
    """The jobs that the holder claimed before the drain began."""
    stopped: str | None = None
    """Why no more recordings were started: the disk is almost full."""
    published: list[PublishedRecording] = field(default_factory=list)
    failed: list[FailedJob] = field(default_factory=list)
    _running: dict[PrefectFuture[Any], Job] = field(default_factory=dict)
    _ended: SimpleQueue[PrefectFuture[Any]] = field(default_factory=SimpleQueue)

    def run(self) -> None:
        """Run until nothing is in progress and the queue is empty."""
        while True:
            while len(self._running) < self.at_once and self._begin():
                pass
            if not self._running and (self.stopped or wait_for_database(self.left) == 0):
                return
            try:
                ended = self._ended.get(timeout=POLL)
            except Empty:
                continue
            self._end(ended)

    def _begin(self) -> bool:
        """Start the next recording; False if there is none or the disk is almost full."""
        if self.stopped:
            return False
        job = self.first or wait_for_database(lambda: claim(self.catalogue, self.holder))
        self.first = None
        if job is None:
            return False
        archive: Path = self.catalogue.archive
        try:
            check_free_space_for(job, archive)
        except UserError as error:
            self.stopped = str(error)
            wait_for_database(lambda: release(self.catalogue, self.holder, job.recording))
            return False
        future = process_recording.submit(job.file, job, archive)
        self._running[future] = job
        future.add_done_callback(self._ended.put)
        return True

    def _end(self, future: PrefectFuture[Any]) -> None:
        """Record how a recording ended, and report it."""
        job, outcome = self._running.pop(future), future.result(raise_on_failure=False)
        catalogue, holder = self.catalogue, self.holder
        if isinstance(outcome, PublishedRecording):
            if wait_for_database(
                lambda: finish(catalogue, holder, job, outcome.seconds, outcome.took)
            ):
                wait_for_database(lambda: note_arrival(catalogue, job))
                self.published.append(outcome)
            self._say(f"{job.file}: {outcome.line}")
            return
        reason, there = _reason(outcome), recording_of(job).exists()
        wait_for_database(lambda: fail(catalogue, holder, job, reason, lasting=there))
        self.failed.append(FailedJob(job.recording, job.file, reason, since=""))
        self._say(f"{job.file}: in quarantine: {reason}")

    def _say(self, line: str) -> None:
        get_run_logger().info(line)
        progress.say(line)


def _reason(error: object) -> str:
    """Describe in one line why a recording failed."""
    if isinstance(error, UserError):
        return " ".join(str(error).split())
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]} ({_FAULT})"
