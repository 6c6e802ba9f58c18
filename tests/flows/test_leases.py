"""Leases are renewed as long as their process lives, and expire afterwards."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect.exceptions import TerminationSignal

from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue, Unavailable
from archive.queue import jobs
from archive.queue.enqueue import enqueue
from archive.queue.jobs import Job, Worker, claim
from archive.queue.stats import measure_queue
from flows.batches import leases
from flows.batches.leases import hold_leases, release_all, wait_for_database

OTHER = Worker("other", "another run")


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalogue]:
    """A catalogue with two waiting recordings and leases of four seconds."""
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    monkeypatch.setattr(jobs, "LEASE", 4.0)
    monkeypatch.setattr(leases, "LEASE", 0.4)
    monkeypatch.setattr(leases, "_RETRY_SECONDS", 0.01)
    with open_catalogue(tmp_path) as opened:
        enqueue(opened, [Job(f"R{n}", f"{n}.mp3", "k", {}) for n in range(2)], "b")
        yield opened


@pytest.mark.slow
def test_leases_are_renewed_until_the_worker_exits(catalogue: Catalogue) -> None:
    with hold_leases(catalogue, "a run") as holder:
        assert claim(catalogue, holder) is not None
        assert claim(catalogue, OTHER) is not None
        until = time.monotonic() + 60
        while measure_queue(catalogue).lost == 0:  # the other worker, which does not renew
            assert time.monotonic() < until
            time.sleep(0.05)
        assert [running.flow_run for running in measure_queue(catalogue).running_jobs] == ["a run"]
    until = time.monotonic() + 60
    while measure_queue(catalogue).lost < 2:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_leases_are_released_before_exit(catalogue: Catalogue) -> None:
    with hold_leases(catalogue, "a run") as holder:
        claim(catalogue, holder)
        release_all()
        now = measure_queue(catalogue)
        assert (now.waiting, now.running) == (2, 0)


@pytest.mark.parametrize("how", [KeyboardInterrupt, TerminationSignal, SystemExit])
def test_stopping_a_worker_costs_no_attempt(catalogue: Catalogue, how: type) -> None:
    def stopped() -> None:
        with hold_leases(catalogue, "a run") as holder:
            claim(catalogue, holder)
            raise how(15)

    with pytest.raises(how):
        stopped()
    assert measure_queue(catalogue).running == 0
    claim(catalogue, OTHER)
    assert [running.tries for running in measure_queue(catalogue).running_jobs] == [1]


def test_an_unavailable_database_is_awaited_with_a_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(leases, "_RETRY_SECONDS", 0.01)
    answers = iter([Unavailable("away"), Unavailable("away"), 7])

    def call() -> int:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert wait_for_database(call) == 7
    monkeypatch.setattr(leases, "MAX_OUTAGE", 0.0)
    with pytest.raises(Unavailable):
        wait_for_database(lambda: (_ for _ in ()).throw(Unavailable("away")))
