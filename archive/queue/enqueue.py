"""Enqueue recordings: new and changed ones are stored, known ones are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, case, select
from sqlalchemy.dialects import postgresql, sqlite

from archive.database.connection import Catalogue
from archive.database.tables import WORK
from archive.database.timestamps import current_time
from archive.queue.jobs import Job

_CHUNK = 500  # rows per statement: SQLite accepts 32,766 values, and each row has nine


@dataclass(frozen=True, slots=True)
class EnqueueResult:
    """The number of enqueued jobs, and the numbers of jobs that were already known, by state."""

    enqueued: int = 0
    waiting: int = 0
    running: int = 0
    done: int = 0
    failed: int = 0
    duplicates: int = 0
    """How many of the given jobs are repetitions; only the first job of a recording is enqueued."""


def enqueue(
    catalogue: Catalogue, jobs: Iterable[Job], batch: str, process_again: bool = False
) -> EnqueueResult:
    """Enqueue jobs, except those with the key of a job that is waiting, done or failed.

    A job whose key has changed is enqueued again; if its recording is being processed, it is
    processed once more afterwards. With `process_again`, every job that is not running is enqueued.
    """
    counts: Counter[str] = Counter()
    for chunk in _classify(catalogue, jobs, process_again):
        counts.update(state for _, state in chunk)
        if wanted := [job for job, state in chunk if state in _ENQUEUED_STATES]:
            with catalogue.writing() as connection:
                _insert_waiting(connection, wanted, batch)
    return EnqueueResult(**counts)


def preview_enqueue(catalogue: Catalogue, jobs: Iterable[Job]) -> EnqueueResult:
    """Return what `enqueue` would do, without changing anything."""
    chunks = _classify(catalogue, jobs, process_again=False)
    return EnqueueResult(**Counter(state for chunk in chunks for _, state in chunk))


_ENQUEUED_STATES = ("enqueued", "waiting")  # a waiting job moves to the batch that enqueued it last


def _classify(
    catalogue: Catalogue, jobs: Iterable[Job], process_again: bool
) -> Iterator[list[tuple[Job, str]]]:
    """Pair each job with its state in the queue.

    The state is "enqueued" for a new job, and "duplicates" for a repetition.
    """
    rest, seen = iter(jobs), set[str]()
    while chunk := list(islice(rest, _CHUNK)):
        in_chunk = WORK.c.recording.in_({job.recording for job in chunk})
        with catalogue.reading() as connection:
            rows = connection.execute(
                select(WORK.c.recording, WORK.c.key, WORK.c.state).where(in_chunk)
            )
            rows_by_recording = {row.recording: row for row in rows}
        states = []
        for job in chunk:
            state = _find_state_of_job(job, rows_by_recording.get(job.recording), process_again)
            states.append((job, "duplicates" if job.recording in seen else state))
            seen.add(job.recording)
        yield states


def _find_state_of_job(job: Job, row: Row[Any] | None, process_again: bool) -> str:
    if row is None or row.key != job.key or (process_again and row.state in ("done", "failed")):
        return "enqueued"
    return str(row.state)


def _insert_waiting(connection: Connection, jobs: list[Job], batch: str) -> None:
    arrived = current_time()
    rows = [
        {
            "recording": job.recording,
            "file": job.file,
            "key": job.key,
            "asked": dict(job.parameters),
            "batch": batch,
            "state": "waiting",
            "tries": 0,
            "arrived": arrived,
            "changed": arrived,
        }
        for job in jobs
    ]
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(WORK).values(rows)
    new = statement.excluded
    is_running = WORK.c.state == "running"
    # A waiting job keeps its count of attempts. Otherwise a recording that kills every batch would
    # never be quarantined, because each new batch would reset the count.
    is_same = is_running | ((WORK.c.state == "waiting") & (WORK.c.key == new.key))
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[WORK.c.recording],
            set_={
                **{name: new[name] for name in ("file", "key", "asked", "batch")},
                "state": case((is_running, "running"), else_="waiting"),
                "tries": case((is_same, WORK.c.tries), else_=0),
                "reason": case((is_same, WORK.c.reason), else_=None),
            },
        )
    )
