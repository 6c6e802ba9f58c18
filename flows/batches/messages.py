"""Messages between a batch and its child process."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.queue.jobs import Job, Worker
from archive.queue.stats import FailedJob


@dataclass(frozen=True, slots=True)
class Order:
    """Drain the queue of an archive as a worker, in a child process.

    `batch` is the batch whose recordings it waits for, if other workers have them. `first_job` is a
    job that the worker has already claimed.
    """

    archive: str
    worker: Worker
    max_concurrent: int
    batch: str | None = None
    first_job: Job | None = None


@dataclass(slots=True)
class DrainResult:
    """Counts of the recordings that a worker took from the queue so far, by outcome.

    `sound_seconds` is the length of the published recordings in seconds.
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
    """A line for people, for the log and the terminal."""

    text: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The queue is drained; `error` says why it could not be, else it is None."""

    error: str | None = None


Message = DrainResult | LogLine | Ended
