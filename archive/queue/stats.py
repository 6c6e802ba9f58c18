"""Queue statistics for `tapelog status` and for batch reports."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, func, select

from archive.database.connection import Catalogue
from archive.database.tables import WORK
from archive.queue.jobs import database_time

MOST = 20
"""The maximum number of jobs listed per state, because more do not fit on a screen; all are
counted.
"""


@dataclass(frozen=True, slots=True)
class RunningJob:
    """A recording in progress: when it was started, in which flow run, and on which attempt."""

    recording: str
    file: str
    flow_run: str
    since: str
    tries: int


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A recording in quarantine or back in the queue, with the reason and the time."""

    recording: str
    file: str
    reason: str
    since: str


@dataclass(frozen=True, slots=True)
class QueueStats:
    """The state of the queue of an archive or of one batch."""

    waiting: int
    running: int
    lost: int
    """Jobs whose lease has expired, until the next claim requeues them."""
    done: int
    failed: int
    audio_seconds: float
    """Seconds of audio in the jobs that are done."""
    processing_seconds: float
    """Seconds that processing these jobs took."""
    running_jobs: tuple[RunningJob, ...] = ()
    quarantine: tuple[FailedJob, ...] = ()
    put_back: tuple[FailedJob, ...] = ()
    """Waiting recordings that were started before, with the reason why they were not finished."""

    @property
    def open(self) -> int:
        """The number of jobs that are neither done nor failed."""
        return self.waiting + self.running + self.lost

    def as_json(self) -> dict[str, Any]:
        """Return the statistics as JSON values; `run` is the flow run of a running job."""
        keys = {"audio_seconds": "sound", "processing_seconds": "work", "running_jobs": "now"}
        values = {keys.get(name, name): value for name, value in asdict(self).items()}
        values["now"] = [
            {"run" if k == "flow_run" else k: v for k, v in job.items()} for job in values["now"]
        ]
        return values


def measure_queue(
    catalogue: Catalogue, *, batch: str | None = None, since: str | None = None, limit: int = MOST
) -> QueueStats:
    """Count the jobs of a batch, or all jobs.

    If `since` (ISO 8601) is given, done jobs count only if they finished at this time or later. At
    most `limit` running, `limit` failed and `limit` requeued recordings are listed, newest first.
    """
    of_batch = [WORK.c.batch == batch] if batch else []
    with catalogue.reading() as connection:
        lost = WORK.c.until < database_time(connection)
        counts = _count_jobs(connection, lost, of_batch, since or "")
        newest = select(WORK).where(*of_batch).order_by(WORK.c.changed.desc(), WORK.c.recording)
        running = newest.where(WORK.c.state == "running", ~lost).limit(limit)
        failed = newest.where(WORK.c.state == "failed").limit(limit)
        put_back = newest.where(WORK.c.state == "waiting", WORK.c.reason.is_not(None)).limit(limit)
        running_counts, done = counts.get("running"), counts.get("done")
        lost_count = int(running_counts.lost) if running_counts else 0
        return QueueStats(
            waiting=_count_of_row(counts.get("waiting")),
            running=_count_of_row(running_counts) - lost_count,
            lost=lost_count,
            done=_count_of_row(done),
            failed=_count_of_row(counts.get("failed")),
            audio_seconds=float(done.sound or 0) if done else 0.0,
            processing_seconds=float(done.work or 0) if done else 0.0,
            running_jobs=tuple(
                RunningJob(r.recording, r.file, r.run, r.changed, r.tries)
                for r in connection.execute(running)
            ),
            quarantine=tuple(
                FailedJob(r.recording, r.file, r.reason, r.changed)
                for r in connection.execute(failed)
            ),
            put_back=tuple(
                FailedJob(r.recording, r.file, r.reason, r.changed)
                for r in connection.execute(put_back)
            ),
        )


def _count_jobs(
    connection: Connection,
    lost: ColumnElement[bool],
    conditions: list[ColumnElement[bool]],
    since: str,
) -> dict[str, Row[Any]]:
    """Count jobs by state; done jobs count only if they finished at `since` or later."""
    sums = (
        func.count().label("n"),
        func.sum(case((lost, 1), else_=0)).label("lost"),
        func.sum(WORK.c.seconds).label("sound"),
        func.sum(WORK.c.took).label("work"),
    )
    rows = connection.execute(
        select(WORK.c.state, *sums)
        .where(*conditions, (WORK.c.state != "done") | (WORK.c.changed >= since))
        .group_by(WORK.c.state)
    )
    return {row.state: row for row in rows}


def _count_of_row(row: Row[Any] | None) -> int:
    return int(row.n) if row else 0
