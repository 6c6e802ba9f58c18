"""Run a batch: enqueue the new recordings, process the queue, and report."""

from __future__ import annotations

import platform
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
from archive.queue.enqueue import enqueue
from archive.queue.jobs import Job, Worker, claim, fail, finish, put_back
from archive.queue.left_out import record_left_out
from archive.queue.preflight import (
    find_archive_fault,
    host_faults,
    record_fault,
    resolve_faults,
)
from archive.queue.stats import FailedJob, queue_stats
from flows import progress
from flows.batches.intake import Intake
from flows.batches.jobs import (
    PublishedRecording,
    check_free_space_for,
    describe_unmounted,
    distinguishing_options,
    is_environmental,
    process_recording,
    recording_path,
    store_arrival,
    unmounted_folder,
)
from flows.batches.leases import hold_leases, open_when_available, wait_for_database
from flows.batches.options import BatchOptions
from flows.batches.report import BatchReport, Unfinished, notify, show_in_prefect
from flows.sources.arrival import Found
from flows.sources.identify import identify
from transcripts.errors import UserError

MOST_LISTED = 1000
"""Most quarantined recordings that a summary lists; with more, Prefect's page does not open."""


def run_batch(source: str, items: Iterable[Found], options: BatchOptions) -> BatchReport:
    """Publish the new recordings among `items`, and everything else in the queue.

    Raises Unfinished with the report if recordings of this source went into quarantine, or if the
    batch stopped early.
    """
    began, batch = time.monotonic(), flow_run.id or source
    intake = Intake(options)
    with open_when_available(options.archive) as catalogue:
        arrivals = identify(catalogue, items, distinguishing_options(options.options))
        enqueued = enqueue(catalogue, intake.jobs(arrivals), batch, options.again)
        wait_for_database(lambda: record_left_out(catalogue, source, intake.refused))
        with hold_leases(catalogue, flow_run.name or "tapelog") as worker:
            drain = QueueDrain(
                catalogue, worker, options.at_once, lambda: queue_stats(catalogue, batch=batch).open
            )
            drain.run()
        ended = wait_for_database(lambda: queue_stats(catalogue, batch=batch, limit=MOST_LISTED))
    return conclude(
        replace(
            intake.summary(source, enqueued),
            done=ended.done,
            failed=ended.quarantine,
            sound=ended.sound,
            wall=time.monotonic() - began,
            stopped=drain.stopped or next(iter(drain.put_back.values()), None),
        ),
        show_idle=not options.quiet,
    )


def resume(catalogue: Catalogue, worker: Worker, first: Job, at_once: int) -> BatchReport:
    """Process the queue, starting with a job that is already claimed.

    Raises Unfinished like `run_batch`.
    """
    began = time.monotonic()
    drain = QueueDrain(catalogue, worker, at_once, lambda: 0, first)
    drain.run()
    return conclude(
        BatchReport(
            source="the queue",
            done=len(drain.published),
            failed=tuple(drain.failed),
            sound=sum(published.seconds for published in drain.published),
            wall=time.monotonic() - began,
            stopped=drain.stopped,
        ),
        send_notice=bool(drain.failed),  # a stop was reported before, and this runs every 45 s
    )


def conclude(summary: BatchReport, send_notice: bool = True, show_idle: bool = True) -> BatchReport:
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


POLL = 2.0
"""Seconds between two checks of the queue while other workers hold leases."""

_FAULT = "see the log of the run, and run `tapelog retry` when it is fixed"


@dataclass(slots=True)
class QueueDrain:
    """Process the queue, several recordings at once.

    `count_unfinished` counts the unfinished recordings of the batch. `first` is a job that the
    worker has already claimed. `submit` starts a recording and returns its future.
    """

    catalogue: Catalogue
    worker: Worker
    at_once: int
    count_unfinished: Callable[[], int]
    first: Job | None = None
    submit: Callable[[str, Job, Path], Any] = process_recording.submit
    stopped: str | None = None
    """Why no more recordings are started, such as a full disk or an unmounted share."""
    published: list[PublishedRecording] = field(default_factory=list)
    failed: list[FailedJob] = field(default_factory=list)
    put_back: dict[str, str] = field(default_factory=dict)
    """Why this machine put recordings back into the queue, by their ids."""
    unmounted: set[Path] = field(default_factory=set)
    """Folders that this machine has not mounted; their recordings are left to others."""
    _only_unmounted_left: bool = False
    _running: dict[PrefectFuture[Any], Job] = field(default_factory=dict)
    _finished: SimpleQueue[PrefectFuture[Any]] = field(default_factory=SimpleQueue)

    def run(self) -> None:
        """Process recordings until the queue is empty and none is in progress."""
        wait_for_database(lambda: _resolve_mounted(self.catalogue))
        while True:
            while len(self._running) < self.at_once and self._start_next():
                pass
            if not self._running and (
                self._is_stopping or wait_for_database(self.count_unfinished) == 0
            ):
                return
            try:
                finished = self._finished.get(timeout=POLL)
            except Empty:
                continue
            self._finish_recording(finished)

    @property
    def _is_stopping(self) -> bool:
        return self._only_unmounted_left or self.stopped is not None

    def _start_next(self) -> bool:
        """Start the next recording; return False if this machine can process none."""
        if self._is_stopping:
            return False
        if self.first is None and (fault := self._archive_fault()):
            self.stopped = fault
            return False
        job = self.first or wait_for_database(
            lambda: claim(self.catalogue, self.worker, skip=self.unmounted)
        )
        self.first = None
        if job is None:
            self._only_unmounted_left = bool(self.unmounted)
            return False
        return self._start(job)

    def _start(self, job: Job) -> bool:
        """Start a claimed recording, or put it back if this machine cannot process it."""
        archive: Path = self.catalogue.archive
        if folder := unmounted_folder(recording_path(job)):
            self._leave_unmounted(job, folder)
            return True
        try:
            check_free_space_for(job, archive)
        except UserError as error:
            self._put_back(job, str(error), stop=True)
            return False
        future = self.submit(job.file, job, archive)
        self._running[future] = job
        future.add_done_callback(self._finished.put)
        return True

    def _finish_recording(self, future: PrefectFuture[Any]) -> None:
        """Record and report the outcome of a recording."""
        job, outcome = self._running.pop(future), future.result(raise_on_failure=False)
        catalogue, worker = self.catalogue, self.worker
        if fault := self._archive_fault():
            self._put_back(job, fault, stop=True)
            return
        if isinstance(outcome, PublishedRecording):
            if wait_for_database(
                lambda: finish(catalogue, worker, job, outcome.seconds, outcome.took)
            ):
                wait_for_database(lambda: store_arrival(catalogue, job, outcome.facts))
                self.published.append(outcome)
            self._report_line(f"{job.file}: {outcome.line}")
            return
        self._handle_failure(job, outcome)

    def _handle_failure(self, job: Job, outcome: object) -> None:
        """Put a recording into quarantine, or back into the queue if it did not cause the error."""
        catalogue, worker = self.catalogue, self.worker
        recording, reason = recording_path(job), _failure_reason(outcome)
        if is_environmental(outcome):
            self._put_back(job, reason, stop=True)
            return
        if folder := unmounted_folder(recording):
            self._leave_unmounted(job, folder)
            return
        exists = recording.exists()
        if wait_for_database(lambda: fail(catalogue, worker, job, reason, lasting=exists)):
            self.failed.append(FailedJob(job.recording, job.file, reason, since=""))
            self._report_line(f"{job.file}: in quarantine: {reason}")
        else:
            self._report_line(
                f"{job.file}: failed here; another worker has it or will get it: {reason}"
            )

    def _archive_fault(self) -> str | None:
        return wait_for_database(lambda: find_archive_fault(self.catalogue))

    def _leave_unmounted(self, job: Job, folder: Path) -> None:
        """Put a recording back, and claim no more from its folder, which is not mounted."""
        reason = describe_unmounted(folder)
        self.unmounted.add(folder)
        wait_for_database(lambda: record_fault(self.catalogue, str(folder), reason))
        self._put_back(job, reason)

    def _put_back(self, job: Job, reason: str, stop: bool = False) -> None:
        """Put a recording back into the queue; if `stop`, start no more recordings."""
        wait_for_database(lambda: put_back(self.catalogue, self.worker, job, reason))
        self.put_back[job.recording] = reason
        self._report_line(f"{job.file}: back in the queue: {reason}")
        if stop:
            self.stopped = self.stopped or reason

    def _report_line(self, line: str) -> None:
        get_run_logger().info(line)
        progress.say(line)


def _resolve_mounted(catalogue: Catalogue) -> None:
    """Delete this host's faults at folders that are mounted again."""
    host = platform.node()
    places = {Path(fault.place) for fault in host_faults(catalogue) if fault.host == host}
    mounted = {str(place) for place in places if not unmounted_folder(place / "any")}
    resolve_faults(catalogue, mounted - {str(catalogue.archive)})


def _failure_reason(error: object) -> str:
    """Describe in one line why a recording failed."""
    if isinstance(error, UserError):
        return " ".join(str(error).split())
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]} ({_FAULT})"
