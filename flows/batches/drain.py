"""Take recordings from the queue, process them, and record the outcome of each."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from prefect.futures import PrefectFuture

from archive.database.connection import Catalogue
from archive.queue.jobs import Job, Worker, claim, fail, finish, put_back
from archive.queue.preflight import (
    find_archive_fault,
    list_host_faults,
    record_fault,
    resolve_faults,
)
from archive.queue.stats import FailedJob
from flows.batches.jobs import (
    PublishedRecording,
    check_free_space_for,
    describe_unmounted,
    is_environmental,
    is_lasting_failure,
    recording_location,
    store_arrival,
    unmounted_folder,
)
from flows.batches.leases import wait_for_database
from flows.batches.messages import DrainResult
from flows.batches.report import say
from transcripts.errors import UserError

POLL = 2.0
"""Seconds between two checks of the queue while other workers hold leases."""

_FAULT = "see the log of the run, and run `tapelog retry` when it is fixed"


@dataclass(slots=True)
class QueueDrain:
    """Process the queue, several recordings at once.

    `count_unfinished` counts the recordings of the batch that are not done. `first_job` is a job
    that the worker has already claimed. `submit` starts a recording and returns its future.
    `report` is called with the result so far after each recording.
    """

    catalogue: Catalogue
    worker: Worker
    max_concurrent: int
    count_unfinished: Callable[[], int]
    submit: Callable[[str, Job, Path], Any]
    first_job: Job | None = None
    say: Callable[[str], None] = say
    report: Callable[[DrainResult], None] = lambda _: None
    result: DrainResult = field(default_factory=DrainResult)
    unmounted: set[Path] = field(default_factory=set)
    """Folders that this machine has not mounted; their recordings are left to other workers."""
    _only_unmounted_left: bool = False
    _running: dict[PrefectFuture[Any], Job] = field(default_factory=dict)
    _finished: SimpleQueue[PrefectFuture[Any]] = field(default_factory=SimpleQueue)

    def run(self) -> DrainResult:
        """Process recordings until the queue is empty and none is in progress."""
        wait_for_database(lambda: resolve_mounted_folders(self.catalogue))
        while True:
            while len(self._running) < self.max_concurrent and self._start_next():
                pass
            if not self._running and (
                self._is_stopping or wait_for_database(self.count_unfinished) == 0
            ):
                self.report(self.result)
                return self.result
            try:
                finished = self._finished.get(timeout=POLL)
            except Empty:
                continue
            self._finish_recording(finished)
            self.report(self.result)

    @property
    def _is_stopping(self) -> bool:
        return self._only_unmounted_left or self.result.stopped is not None

    def _start_next(self) -> bool:
        """Start the next recording; return False if there is none that this machine can process."""
        if self._is_stopping:
            return False
        if self.first_job is None and (fault := self._find_archive_fault()):
            self.result.stopped = fault
            return False
        job = self.first_job or wait_for_database(
            lambda: claim(self.catalogue, self.worker, skipped_folders=self.unmounted)
        )
        self.first_job = None
        if job is None:
            self._only_unmounted_left = bool(self.unmounted)
            return False
        return self._start(job)

    def _start(self, job: Job) -> bool:
        """Start a claimed recording, or put it back if this machine cannot process it."""
        archive: Path = self.catalogue.archive
        if folder := unmounted_folder(recording_location(job)):
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
        if fault := self._find_archive_fault():
            self._put_back(job, fault, stop=True)
            return
        if isinstance(outcome, PublishedRecording):
            if wait_for_database(
                lambda: finish(catalogue, worker, job, outcome.seconds, outcome.wall_seconds)
            ):
                wait_for_database(lambda: store_arrival(catalogue, job, outcome.facts))
                self.result.published += 1
                self.result.sound_seconds += outcome.seconds
            self.say(f"{job.file}: {outcome.summary_line}")
            return
        self._handle_failure(job, outcome)

    def _handle_failure(self, job: Job, outcome: object) -> None:
        """Put a recording into quarantine, or back into the queue if it is not at fault."""
        catalogue, worker = self.catalogue, self.worker
        recording, reason = recording_location(job), _describe_failure(outcome)
        if is_environmental(outcome):
            self._put_back(job, reason, stop=True)
            return
        if folder := unmounted_folder(recording):
            self._leave_unmounted(job, folder)
            return
        is_lasting = is_lasting_failure(outcome, recording)
        if wait_for_database(lambda: fail(catalogue, worker, job, reason, is_lasting=is_lasting)):
            self.result.failed.append(FailedJob(job.recording, job.file, reason, since=""))
            self.say(f"{job.file}: in quarantine: {reason}")
        else:
            self.say(f"{job.file}: failed here, and is left to another worker: {reason}")

    def _find_archive_fault(self) -> str | None:
        return wait_for_database(lambda: find_archive_fault(self.catalogue))

    def _leave_unmounted(self, job: Job, folder: Path) -> None:
        """Put a recording back, and claim no more from its folder, which is not mounted."""
        reason = describe_unmounted(folder)
        self.unmounted.add(folder)
        wait_for_database(lambda: record_fault(self.catalogue, str(folder), reason))
        self._put_back(job, reason)

    def _put_back(self, job: Job, reason: str, stop: bool = False) -> None:
        """Put a recording back into the queue; with `stop`, start no more recordings."""
        wait_for_database(lambda: put_back(self.catalogue, self.worker, job, reason))
        self.result.put_back[job.recording] = reason
        self.say(f"{job.file}: back in the queue: {reason}")
        if stop:
            self.result.stopped = self.result.stopped or reason


def resolve_mounted_folders(catalogue: Catalogue) -> None:
    """Delete this host's faults at folders that are mounted again."""
    host = platform.node()
    places = {Path(fault.place) for fault in list_host_faults(catalogue) if fault.host == host}
    mounted = {str(place) for place in places if not unmounted_folder(place / "any")}
    resolve_faults(catalogue, mounted - {str(catalogue.archive)})


def _describe_failure(error_of_task: object) -> str:
    """Describe in one line why a recording failed."""
    if isinstance(error_of_task, UserError):
        return " ".join(str(error_of_task).split())
    return (
        f"{type(error_of_task).__name__}: {' '.join(str(error_of_task).split())[:300]} ({_FAULT})"
    )
