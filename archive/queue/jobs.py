"""The job queue: one row per recording, whose state is waiting, running, done or failed.

Prefect schedules and displays the flow runs. This module decides which worker processes which
recording, by one database statement, so that two workers never get the same one. A worker leases a
recording for `LEASE` seconds and renews the lease while it works. The leases of a killed worker
expire, and its recordings wait for another worker. All times come from the database's clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    String,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    update,
)

from archive.database.connection import Catalogue, lock
from archive.database.tables import WORK
from archive.database.timestamps import current_time

LEASE = 60.0
"""Seconds until a lease expires unless it is renewed. Three renewals may fail, and the recordings
of a killed worker are processed again well within two minutes. A longer lease would tolerate longer
stalls of a busy machine or database, but recover later from dead workers."""

TRIES = 5
"""Attempts after which a recording fails, because it probably kills its workers.

A dying worker interrupts all its recordings, so a single lost attempt proves little about any of
them.
"""

TRIES_AFTER_CRASH = 3
"""The lower limit if the last process crashed, or ran out of memory, with this recording alone.

Fewer attempts are enough, because nobody ended such a process on purpose.
"""

LOST = "its worker did not renew the lease"
"""The reason shown for a recording that is back in the queue because its lease expired."""

_PATH = WORK.c.asked["request", "recording"].as_string()
"""The path of a job's recording."""

STARTUP_SECONDS = 20.0
"""Seconds that PostgreSQL must be running before leases can expire, so that workers that survived
its outage can renew their leases first. They try every second.
"""


@dataclass(frozen=True, slots=True)
class Job:
    """A job. `parameters` are the inputs of the flow; `key` is their hash.

    `recording` is the id of the recording, derived from its bytes; `file` is its displayed name.
    """

    recording: str
    file: str
    key: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LostJob:
    """A job whose worker died: it is `waiting` again, or `failed` after too many attempts."""

    recording: str
    file: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that works on jobs: its unique name and its Prefect flow run."""

    name: str
    flow_run: str


def claim(
    catalogue: Catalogue,
    worker: Worker,
    max_workers: int | None = None,
    skipped_folders: Iterable[Path] = (),
    startup_seconds: float = STARTUP_SECONDS,
) -> Job | None:
    """Lease the next waiting recording to a worker; None if no recording is waiting.

    Recordings with the fewest attempts come first, then those waiting longest. Recordings in the
    `skipped_folders` are left to other workers. Also returns None if `max_workers` workers are
    already running, even if several workers claim at once.
    """
    with catalogue.writing() as connection:
        _requeue_lost(connection, startup_seconds)
        if max_workers is not None:
            lock(connection, "work")
            if count_workers(connection) >= max_workers:
                return None
        following = (
            select(WORK.c.recording)
            .where(
                WORK.c.state == "waiting",
                *(~_PATH.startswith(f"{f}/", autoescape=True) for f in skipped_folders),
            )
            .order_by(WORK.c.tries, WORK.c.arrived, WORK.c.recording)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = connection.execute(
            update(WORK)
            .where(WORK.c.recording == following.scalar_subquery())
            .values(
                state="running",
                reason=None,
                tries=WORK.c.tries + 1,
                run=worker.flow_run,
                holder=worker.name,
                until=database_time(connection) + LEASE,
                changed=current_time(),
            )
            .returning(WORK.c.recording, WORK.c.file, WORK.c.key, WORK.c.asked)
        ).first()
    return Job(*row) if row else None


def count_workers(connection: Connection) -> int:
    """Count the workers that currently hold a lease."""
    holding = WORK.c.state == "running", WORK.c.until >= database_time(connection)
    found = select(func.count(WORK.c.holder.distinct())).where(*holding)
    return connection.scalar(found) or 0


def requeue_jobs_of_dead_worker(
    catalogue: Catalogue, worker: Worker, reason: str, max_tries: int = TRIES
) -> tuple[LostJob, ...]:
    """Requeue all jobs of a worker whose process died; fail those with `max_tries` attempts.

    Returns what became of each job; `reason` says how the process died.
    """
    with catalogue.writing() as connection:
        return _requeue(connection, _conditions_held_by(worker, None), reason, max_tries)


def _requeue_lost(connection: Connection, startup_seconds: float) -> None:
    """Requeue jobs whose lease has expired; fail those that expired too often."""
    expired = [WORK.c.state == "running", WORK.c.until < database_time(connection)]
    if connection.dialect.name == "postgresql":
        expired.append(database_time(connection) - _STARTED > startup_seconds)
    _requeue(connection, expired, LOST, TRIES)


def _requeue(
    connection: Connection, conditions: list[ColumnElement[bool]], reason: str, max_tries: int
) -> tuple[LostJob, ...]:
    too_many_attempts = WORK.c.tries >= max_tries
    final = (
        literal("the worker died in each of ")
        + cast(WORK.c.tries, String)
        + f" attempts, the last time because {reason}: see its log and its memory, then run "
        "`tapelog retry`"
    )
    rows = connection.execute(
        update(WORK)
        .where(*conditions)
        .values(
            state=case((too_many_attempts, "failed"), else_="waiting"),
            reason=case((too_many_attempts, final), else_=reason),
            holder=None,
            until=None,
            changed=current_time(),
        )
        .returning(WORK.c.recording, WORK.c.file, WORK.c.state, WORK.c.reason)
    )
    return tuple(LostJob(*row) for row in rows)


def renew(catalogue: Catalogue, worker: Worker) -> None:
    """Renew all leases of a worker."""
    with catalogue.writing() as connection:
        held = WORK.c.state == "running", WORK.c.holder == worker.name
        connection.execute(
            update(WORK).where(*held).values(until=database_time(connection) + LEASE)
        )


def finish(
    catalogue: Catalogue, worker: Worker, job: Job, sound_seconds: float, processing_seconds: float
) -> bool:
    """Mark a recording as done: `sound_seconds` of audio took `processing_seconds` to process.

    Returns False if another worker has taken over the lease; then only that worker's result counts.
    """
    return (
        _end_job(catalogue, worker, job, "done", seconds=sound_seconds, took=processing_seconds)
        is not None
    )


def fail(
    catalogue: Catalogue, worker: Worker, job: Job, reason: str, *, is_lasting: bool = True
) -> bool:
    """Put a failed recording into quarantine, with a reason.

    Returns False if another worker has taken over the lease, or if a newer job for the recording
    is waiting, which is then not quarantined. Unless the reason is `is_lasting`, the recording is
    enqueued again the next time that it arrives.
    """
    key = (
        {} if is_lasting else {"key": ""}
    )  # no job has this key, so the next arrival counts as new
    return _end_job(catalogue, worker, job, "failed", reason=reason, **key) == "failed"


def _end_job(
    catalogue: Catalogue, worker: Worker, job: Job, state: str, **values: Any
) -> str | None:
    """End a running job; if a newer job for the recording has arrived, the newer job waits now.

    Returns the new state; None if the worker no longer holds the lease.
    """
    same = WORK.c.key == job.key
    with catalogue.writing() as connection:
        ended = connection.execute(
            update(WORK)
            .where(*_conditions_held_by(worker, job.recording))
            .values(
                state=case((same, state), else_="waiting"),
                tries=case((same, WORK.c.tries), else_=0),
                holder=None,
                until=None,
                changed=current_time(),
                **{**values, "reason": case((same, values.get("reason")), else_=None)},
            )
            .returning(WORK.c.state)
        )
        return ended.scalar()


def release(catalogue: Catalogue, worker: Worker, recording: str | None = None) -> None:
    """Release all recordings of a worker, or one, without counting the attempt."""
    with catalogue.writing() as connection:
        connection.execute(
            update(WORK)
            .where(*_conditions_held_by(worker, recording))
            .values(
                state="waiting",
                tries=WORK.c.tries - 1,
                holder=None,
                until=None,
                changed=current_time(),
            )
        )


def put_back(catalogue: Catalogue, worker: Worker, job: Job, reason: str) -> None:
    """Put a recording at the end of the queue, without counting the attempt.

    For faults of the machine, such as a full disk or an unmounted share. `tapelog status` shows the
    reason until the recording is claimed again.
    """
    with catalogue.writing() as connection:
        connection.execute(
            update(WORK)
            .where(*_conditions_held_by(worker, job.recording))
            .values(
                state="waiting",
                tries=WORK.c.tries - 1,
                reason=reason,
                holder=None,
                until=None,
                arrived=datetime.now(UTC).isoformat(timespec="microseconds"),
                changed=current_time(),
            )
        )


def retry(catalogue: Catalogue, recordings: Iterable[str] = ()) -> tuple[str, ...]:
    """Requeue the given failed recordings, by default all of them; return their ids."""
    chosen = tuple(recordings)
    which = [WORK.c.state == "failed", *([WORK.c.recording.in_(chosen)] if chosen else [])]
    with catalogue.writing() as connection:
        rows = connection.execute(
            update(WORK)
            .where(*which)
            .values(state="waiting", tries=0, reason=None, changed=current_time())
            .returning(WORK.c.recording)
        )
        return tuple(sorted(row.recording for row in rows))


def _conditions_held_by(worker: Worker, recording: str | None) -> list[ColumnElement[bool]]:
    held = [WORK.c.state == "running", WORK.c.holder == worker.name]
    return held if recording is None else [*held, WORK.c.recording == recording]


def database_time(connection: Connection) -> ColumnElement[float]:
    """Return the database's time in seconds since 1970, because all workers share that clock."""
    if connection.dialect.name == "postgresql":
        return literal_column("CAST(extract(epoch FROM clock_timestamp()) AS float)", Float)
    return literal_column("((julianday('now') - 2440587.5) * 86400.0)", Float)


_STARTED: ColumnElement[float] = literal_column(
    "CAST(extract(epoch FROM pg_postmaster_start_time()) AS float)", Float
)
