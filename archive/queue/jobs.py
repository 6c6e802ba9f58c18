"""What is to be done, by recording: waiting, running, done, or failed with the reason.

Prefect decides when flows run and shows them; which of them works on which recording is decided
here, by one statement of the database, so that two can never have the same. Who has a recording
holds it for `LEASE` seconds and renews that while at work; a worker that is killed renews nothing,
and its recordings wait for another. Leases go by the database's clock alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Row,
    case,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from archive.database.connection import Catalogue, lock
from archive.database.tables import WORK

LEASE = 60.0
"""Seconds that a recording is held without a sign of life: three renewals may be lost, and what a
killed worker had is taken up again well within two minutes. Longer bears longer silences of a busy
machine or database, and waits longer for the dead."""

TRIES = 5
"""How often a recording is begun before it is taken for one that kills whoever works on it. A
worker that dies takes the recordings beside it along, so that one loss says little of any."""

_GRACE = 20.0
"""Seconds that PostgreSQL must be up before a lease counts as run out: who lived through its
absence has to come first. Renewals are tried every second then."""

_CHUNK = 500  # rows in a statement: SQLite takes 32,766 values, and each row has nine


@dataclass(frozen=True, slots=True)
class Job:
    """A wish: `asked` is what a flow needs to fulfil it, and `key` stands for all of that.

    `recording` is the id of the bytes; `file` is what people call them.
    """

    recording: str
    file: str
    key: str
    asked: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Worker:
    """Who works: a process, by a name of its own, and Prefect's flow run that it is."""

    name: str
    run: str


@dataclass(frozen=True, slots=True)
class EnqueueResult:
    """What became of jobs that were offered: how many wait now, and how many were known and how."""

    fresh: int = 0
    waiting: int = 0
    running: int = 0
    done: int = 0
    failed: int = 0
    twice: int = 0
    """The same recordings once more: the first counts."""


def enqueue(
    catalogue: Catalogue, jobs: Iterable[Job], batch: str, again: bool = False
) -> EnqueueResult:
    """Let jobs wait for a worker, unless the same was done, or failed, or waits already.

    A job with another key than before waits anew; one that is being worked on is done once more
    after that. With `again` everything waits that is not being worked on.
    """
    counts: Counter[str] = Counter()
    for chunk in _judged(catalogue, jobs, again):
        counts.update(fate for _, fate in chunk)
        if wanted := [job for job, fate in chunk if fate in _WANTED]:
            with catalogue.writing() as connection:
                _let_wait(connection, wanted, batch)
    return EnqueueResult(**counts)


def preview(catalogue: Catalogue, jobs: Iterable[Job]) -> EnqueueResult:
    """Say what would become of jobs if they were offered; nothing is changed."""
    chunks = _judged(catalogue, jobs, again=False)
    return EnqueueResult(**Counter(fate for chunk in chunks for _, fate in chunk))


_WANTED = ("fresh", "waiting")  # what waits already belongs to the batch that asks for it last


def _judged(
    catalogue: Catalogue, jobs: Iterable[Job], again: bool
) -> Iterator[list[tuple[Job, str]]]:
    """Say of each job in which state it is, that it is fresh, or that it came before in `jobs`."""
    rest, seen = iter(jobs), set[str]()
    while chunk := list(islice(rest, _CHUNK)):
        which = WORK.c.recording.in_({job.recording for job in chunk})
        with catalogue.reading() as connection:
            rows = connection.execute(
                select(WORK.c.recording, WORK.c.key, WORK.c.state).where(which)
            )
            there = {row.recording: row for row in rows}
        fates = []
        for job in chunk:
            fate = _fate(job, there.get(job.recording), again)
            fates.append((job, "twice" if job.recording in seen else fate))
            seen.add(job.recording)
        yield fates


def _fate(job: Job, there: Row[Any] | None, again: bool) -> str:
    if there is None or there.key != job.key or (again and there.state in ("done", "failed")):
        return "fresh"
    return str(there.state)


def _let_wait(connection: Connection, jobs: list[Job], batch: str) -> None:
    now = _now()
    rows = [
        {
            "recording": job.recording,
            "file": job.file,
            "key": job.key,
            "asked": dict(job.asked),
            "batch": batch,
            "state": "waiting",
            "tries": 0,
            "arrived": now,
            "changed": now,
        }
        for job in jobs
    ]
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(WORK).values(rows)
    new = statement.excluded
    at_work = WORK.c.state == "running"
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[WORK.c.recording],
            set_={
                **{name: new[name] for name in ("file", "key", "asked", "batch")},
                "state": case((at_work, "running"), else_="waiting"),
                "tries": case((at_work, WORK.c.tries), else_=0),
                "reason": None,
            },
        )
    )


def claim(catalogue: Catalogue, holder: Worker, most: int | None = None) -> Job | None:
    """Take the next recording that waits, for `holder` alone; None where none waits.

    Those that were begun least often come first, then those that wait longest. None also where
    `most` holders are at work already: of several who ask at once no more than that begin.
    """
    with catalogue.writing() as connection:
        _let_go_of_the_lost(connection)
        if most is not None:
            lock(connection, "work")
            if count_workers(connection) >= most:
                return None
        following = (
            select(WORK.c.recording)
            .where(WORK.c.state == "waiting")
            .order_by(WORK.c.tries, WORK.c.arrived, WORK.c.recording)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = connection.execute(
            update(WORK)
            .where(WORK.c.recording == following.scalar_subquery())
            .values(
                state="running",
                tries=WORK.c.tries + 1,
                run=holder.run,
                holder=holder.name,
                until=database_time(connection) + LEASE,
                changed=_now(),
            )
            .returning(WORK.c.recording, WORK.c.file, WORK.c.key, WORK.c.asked)
        ).first()
    return Job(*row) if row else None


def count_workers(connection: Connection) -> int:
    """Count the processes that hold a recording now."""
    holding = WORK.c.state == "running", WORK.c.until >= database_time(connection)
    found = select(func.count(WORK.c.holder.distinct())).where(*holding)
    return connection.scalar(found) or 0


def _let_go_of_the_lost(connection: Connection) -> None:
    """Let what dead workers held wait again; what was lost too often has failed."""
    lost = [WORK.c.state == "running", WORK.c.until < database_time(connection)]
    if connection.dialect.name == "postgresql":
        lost.append(database_time(connection) - _STARTED > _GRACE)
    too_often = WORK.c.tries >= TRIES
    reason = (
        f"begun {TRIES} times, and each time the worker was lost: see its log and its memory, "
        "then `tapelog retry`"
    )
    connection.execute(
        update(WORK)
        .where(*lost)
        .values(
            state=case((too_often, "failed"), else_="waiting"),
            reason=case((too_often, reason), else_=None),
            holder=None,
            until=None,
            changed=_now(),
        )
    )


def renew(catalogue: Catalogue, holder: Worker) -> None:
    """Hold on to everything that a holder has."""
    with catalogue.writing() as connection:
        held = WORK.c.state == "running", WORK.c.holder == holder.name
        connection.execute(
            update(WORK).where(*held).values(until=database_time(connection) + LEASE)
        )


def finish(catalogue: Catalogue, holder: Worker, job: Job, seconds: float, took: float) -> bool:
    """Say that a recording of `seconds` is published, after so many seconds of work.

    False where somebody else has it by now: their word counts.
    """
    return _end(catalogue, holder, job, "done", seconds=seconds, took=took)


def fail(
    catalogue: Catalogue, holder: Worker, job: Job, reason: str, *, lasting: bool = True
) -> bool:
    """Put a recording into quarantine; False as for `finish`.

    Where the reason is not lasting, the same job waits anew as soon as it is offered once more.
    """
    forgotten = {} if lasting else {"key": ""}  # of which no job is: it counts as another wish
    return _end(catalogue, holder, job, "failed", reason=reason, **forgotten)


def _end(catalogue: Catalogue, holder: Worker, job: Job, state: str, **values: Any) -> bool:
    """End what was begun; where another wish came in meanwhile, that waits now."""
    same = WORK.c.key == job.key
    with catalogue.writing() as connection:
        ended = connection.execute(
            update(WORK)
            .where(*_held(holder, job.recording))
            .values(
                state=case((same, state), else_="waiting"),
                tries=case((same, WORK.c.tries), else_=0),
                holder=None,
                until=None,
                changed=_now(),
                **{"reason": None, **values},
            )
            .returning(WORK.c.recording)
        )
        return ended.first() is not None


def release(catalogue: Catalogue, holder: Worker, recording: str | None = None) -> None:
    """Give back what a holder has, or one of it, as if it had not been begun."""
    with catalogue.writing() as connection:
        connection.execute(
            update(WORK)
            .where(*_held(holder, recording))
            .values(
                state="waiting", tries=WORK.c.tries - 1, holder=None, until=None, changed=_now()
            )
        )


def retry(catalogue: Catalogue, recordings: Iterable[str] = ()) -> tuple[str, ...]:
    """Let what failed wait again, all of it or these; gives the recordings that do now."""
    chosen = tuple(recordings)
    which = [WORK.c.state == "failed", *([WORK.c.recording.in_(chosen)] if chosen else [])]
    with catalogue.writing() as connection:
        rows = connection.execute(
            update(WORK)
            .where(*which)
            .values(state="waiting", tries=0, reason=None, changed=_now())
            .returning(WORK.c.recording)
        )
        return tuple(sorted(row.recording for row in rows))


def _held(holder: Worker, recording: str | None) -> list[ColumnElement[bool]]:
    held = [WORK.c.state == "running", WORK.c.holder == holder.name]
    return held if recording is None else [*held, WORK.c.recording == recording]


def database_time(connection: Connection) -> ColumnElement[float]:
    """Give the database's clock, in seconds since 1970: the only one that all workers share."""
    if connection.dialect.name == "postgresql":
        return literal_column("CAST(extract(epoch FROM clock_timestamp()) AS float)", Float)
    return literal_column("((julianday('now') - 2440587.5) * 86400.0)", Float)


_STARTED: ColumnElement[float] = literal_column(
    "CAST(extract(epoch FROM pg_postmaster_start_time()) AS float)", Float
)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
