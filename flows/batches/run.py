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
from archive.queue.enqueue import enqueue
from archive.queue.jobs import Job, Worker, claim, fail, finish, put_back
from archive.queue.left_out import record_left_out
from archive.queue.preflight import check_mounted, device
from archive.queue.stats import FailedJob, queue_stats
from flows import progress
from flows.batches.intake import Intake
from flows.batches.jobs import (
    PublishedRecording,
    check_free_space_for,
    distinguishing_options,
    is_environmental,
    missing_share,
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
        wait_for_database(lambda: record_left_out(catalogue, source, sorting.refused))
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
            stopped=drain.stopped or next(iter(drain.put_back.values()), None),
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
    submit: Callable[[str, Job, Path], Any] = process_recording.submit
    """Starts a recording and returns its future."""
    stopped: str | None = None
    """Why no more recordings were started: a full disk, a share that is not mounted, ..."""
    published: list[PublishedRecording] = field(default_factory=list)
    failed: list[FailedJob] = field(default_factory=list)
    put_back: dict[str, str] = field(default_factory=dict)
    """Why recordings wait again that this machine could not process, by their ids."""
    _came_round: bool = False
    """Whether only recordings are left that this machine could not process."""
    _device: int | None = None
    _running: dict[PrefectFuture[Any], Job] = field(default_factory=dict)
    _ended: SimpleQueue[PrefectFuture[Any]] = field(default_factory=SimpleQueue)

    def run(self) -> None:
        """Run until nothing is in progress and the queue is empty."""
        while True:
            while len(self._running) < self.at_once and self._begin():
                pass
            if not self._running and (self._over or wait_for_database(self.left) == 0):
                return
            try:
                ended = self._ended.get(timeout=POLL)
            except Empty:
                continue
            self._end(ended)

    @property
    def _over(self) -> bool:
        return self._came_round or self.stopped is not None

    def _begin(self) -> bool:
        """Start the next recording; False if there is none, or none that this machine can do."""
        if self._over:
            return False
        job = self.first or wait_for_database(lambda: claim(self.catalogue, self.holder))
        self.first = None
        if job is None:
            return False
        if job.recording in self.put_back:
            self._put_back(job, self.put_back[job.recording])
            self._came_round = True
            return False
        return self._start(job)

    def _start(self, job: Job) -> bool:
        """Start a claimed recording, or put it back if this machine cannot process it."""
        archive: Path = self.catalogue.archive
        if reason := missing_share(recording_of(job)):
            self._put_back(job, reason)
            return True
        try:
            check_mounted(self.catalogue)
            check_free_space_for(job, archive)
        except UserError as error:
            self._put_back(job, str(error), stop=True)
            return False
        self._device = self._device or device(self.catalogue)
        future = self.submit(job.file, job, archive)
        self._running[future] = job
        future.add_done_callback(self._ended.put)
        return True

    def _end(self, future: PrefectFuture[Any]) -> None:
        """Record how a recording ended, and report it."""
        job, outcome = self._running.pop(future), future.result(raise_on_failure=False)
        catalogue, holder = self.catalogue, self.holder
        if device(catalogue) != self._device:
            self._put_back(job, f"{catalogue.archive} was unmounted meanwhile", stop=True)
            return
        if isinstance(outcome, PublishedRecording):
            if wait_for_database(
                lambda: finish(catalogue, holder, job, outcome.seconds, outcome.took)
            ):
                wait_for_database(lambda: note_arrival(catalogue, job, outcome.facts))
                self.published.append(outcome)
            self._say(f"{job.file}: {outcome.line}")
            return
        self._failed(job, outcome)

    def _failed(self, job: Job, outcome: object) -> None:
        """Put a recording into quarantine, or back into the queue if it is not at fault."""
        catalogue, holder = self.catalogue, self.holder
        recording, reason = recording_of(job), _reason(outcome)
        if is_environmental(outcome):
            self._put_back(job, reason, stop=True)
            return
        if absent := missing_share(recording):
            self._put_back(job, absent)
            return
        there = recording.exists()
        if wait_for_database(lambda: fail(catalogue, holder, job, reason, lasting=there)):
            self.failed.append(FailedJob(job.recording, job.file, reason, since=""))
            self._say(f"{job.file}: in quarantine: {reason}")
        else:
            self._say(f"{job.file}: failed here, and waits or runs elsewhere: {reason}")

    def _put_back(self, job: Job, reason: str, stop: bool = False) -> None:
        """Let a recording wait again; with `stop`, start no more of them."""
        wait_for_database(lambda: put_back(self.catalogue, self.holder, job, reason))
        self.put_back[job.recording] = reason
        self._say(f"{job.file}: waits again: {reason}")
        if stop:
            self.stopped = self.stopped or reason

    def _say(self, line: str) -> None:
        get_run_logger().info(line)
        progress.say(line)


def _reason(error: object) -> str:
    """Describe in one line why a recording failed."""
    if isinstance(error, UserError):
        return " ".join(str(error).split())
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]} ({_FAULT})"
