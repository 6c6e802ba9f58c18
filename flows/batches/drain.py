"""Work on what waits, several recordings at once, until nothing is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from prefect.futures import PrefectFuture
from prefect.logging import get_run_logger

from archive.database.connection import Catalogue
from archive.queue.jobs import Job, Worker, claim, fail, finish, release
from archive.queue.stats import FailedJob
from flows import progress
from flows.batches.hands import patiently
from flows.batches.jobs import note_arrival, recording_of
from flows.batches.recording import Published, check_room_for, recording
from transcripts.errors import UserError

POLL = 2.0
"""Seconds between two looks for work while others still have some that they could lose."""

_FAULT = "see the log of the run; `tapelog retry` once it is mended"


@dataclass(slots=True)
class Drain:
    """A flow run at work. `left` says how many recordings it still has to wait for."""

    catalogue: Catalogue
    holder: Worker
    at_once: int
    left: Callable[[], int]
    first: Job | None = None
    """What the holder took before it began."""
    stopped: str | None = None
    """Why no more recordings were begun: the disk is almost full."""
    published: list[Published] = field(default_factory=list)
    failed: list[FailedJob] = field(default_factory=list)
    _hands: dict[PrefectFuture[Any], Job] = field(default_factory=dict)
    _ended: SimpleQueue[PrefectFuture[Any]] = field(default_factory=SimpleQueue)

    def __call__(self) -> None:
        """Go on until nothing is in hand and nothing is left."""
        while True:
            while len(self._hands) < self.at_once and self._begin():
                pass
            if not self._hands and (self.stopped or patiently(self.left) == 0):
                return
            try:
                ended = self._ended.get(timeout=POLL)
            except Empty:
                continue
            self._end(ended)

    def _begin(self) -> bool:
        """Begin the next recording; False where none can be."""
        if self.stopped:
            return False
        job = self.first or patiently(lambda: claim(self.catalogue, self.holder))
        self.first = None
        if job is None:
            return False
        archive: Path = self.catalogue.archive
        try:
            check_room_for(job, archive)
        except UserError as error:
            self.stopped = str(error)
            patiently(lambda: release(self.catalogue, self.holder, job.recording))
            return False
        future = recording.submit(job.file, job, archive)
        self._hands[future] = job
        future.add_done_callback(self._ended.put)
        return True

    def _end(self, future: PrefectFuture[Any]) -> None:
        """Write down how a recording ended, and say so."""
        job, outcome = self._hands.pop(future), future.result(raise_on_failure=False)
        catalogue, holder = self.catalogue, self.holder
        if isinstance(outcome, Published):
            if patiently(lambda: finish(catalogue, holder, job, outcome.seconds, outcome.took)):
                patiently(lambda: note_arrival(catalogue, job))
                self.published.append(outcome)
            self._say(f"{job.file}: {outcome.line}")
            return
        reason, there = _reason(outcome), recording_of(job).exists()
        patiently(lambda: fail(catalogue, holder, job, reason, lasting=there))
        self.failed.append(FailedJob(job.recording, job.file, reason, since=""))
        self._say(f"{job.file}: in quarantine: {reason}")

    def _say(self, line: str) -> None:
        get_run_logger().info(line)
        progress.say(line)


def _reason(error: object) -> str:
    """Say in one line why a recording failed."""
    if isinstance(error, UserError):
        return " ".join(str(error).split())
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]} ({_FAULT})"
