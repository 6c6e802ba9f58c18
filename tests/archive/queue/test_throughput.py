"""The speed is measured from finished jobs; a time in which two jobs ran counts once."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from archive.database.connection import Catalogue
from archive.database.tables import WORK
from archive.queue.enqueue import enqueue
from archive.queue.jobs import Job
from archive.queue.throughput import Throughput, measure_throughput


def done(
    catalogue: Catalogue, name: str, run: str, minute: int, took: float, sound: float = 60.0
) -> None:
    """Store a job that ended at a given minute of an hour."""
    enqueue(catalogue, [Job(name, name, "k", {})], "b")
    values = {"state": "done", "run": run, "took": took, "seconds": sound}
    changed = f"2026-01-01T12:{minute:02}:00+00:00"
    with catalogue.writing() as connection:
        connection.execute(
            update(WORK).where(WORK.c.recording == name).values(**values, changed=changed)
        )


def test_nothing_is_measured_in_a_new_archive(catalogue: Catalogue) -> None:
    assert measure_throughput(catalogue) == Throughput()
    assert measure_throughput(catalogue).speed is None


def test_overlapping_jobs_of_one_run_count_once(catalogue: Catalogue) -> None:
    done(catalogue, "a", "one", 10, 120.0)  # 12:08 to 12:10
    done(catalogue, "b", "one", 11, 120.0)  # 12:09 to 12:11
    assert measure_throughput(catalogue) == Throughput(2, 120.0, 180.0)
    done(catalogue, "c", "one", 30, 60.0)  # after a pause
    done(catalogue, "d", "two", 30, 60.0)  # by another worker at the same time
    measured = measure_throughput(catalogue)
    assert measured == Throughput(4, 240.0, 300.0)
    assert measured.speed == pytest.approx(0.8)


def test_only_the_newest_jobs_are_measured(catalogue: Catalogue) -> None:
    done(catalogue, "a", "one", 10, 600.0)
    done(catalogue, "b", "one", 30, 30.0)
    assert measure_throughput(catalogue, limit=1).speed == pytest.approx(2.0)
