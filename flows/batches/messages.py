"""Messages between a batch and its child process."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.queue.jobs import Job, Worker
from archive.queue.stats import FailedJob


@dataclass(frozen=True, slots=True)
class DrainOrder:
    """An order to a child process: drain the queue of an archive as `worker`.

    If `batch` is given, the child also waits for recordings of this batch that other workers have.
    `first_job` is a job that the worker has already claimed.
    """

    archive: str
    worker: Worker
    max_concurrent: int
    batch: str | None = None
    first_job: Job | None = None


@dataclass(slots=True)
class DrainResult:
    """The outcomes of the recordings that a worker took from the queue so far.

    `published` counts recordings, `sound_seconds` is their total duration.
    """

    published: int = 0
    sound_seconds: float = 0.0
    failed: list[FailedJob] = field(default_factory=list)
    put_back: dict[str, str] = field(default_factory=dict)
    """Why recordings that this machine could not process are back in the queue, by their ids."""
    stopped: str | None = None
    """Why no more recordings were started, such as a full disk or an unmounted share."""

    def add(self, other: DrainResult) -> None:
        """Add the result of another child process."""
        self.published += other.published
        self.sound_seconds += other.sound_seconds
        self.failed += other.failed
        self.put_back |= other.put_back
        self.stopped = self.stopped or other.stopped


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line for the log and the terminal."""

    text: str


@dataclass(frozen=True, slots=True)
class DrainEnd:
    """The end of a child's work; `error` is set if the queue could not be drained."""

    error: str | None = None


Message = DrainResult | LogLine | DrainEnd
