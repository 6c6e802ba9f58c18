from __future__ import annotations

import multiprocessing
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update

from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue
from archive.database.tables import WORK
from archive.queue import jobs
from archive.queue.enqueue import EnqueueResult, enqueue
from archive.queue.jobs import (
    TRIES,
    Job,
    Worker,
    fail,
    finish,
    release,
    renew,
    requeue_jobs_of_dead_worker,
    retry,
)
from archive.queue.stats import measure_queue

ANN, BEN = Worker("ann-1", "run-1"), Worker("ben-2", "run-2")


claim = partial(jobs.claim, startup_seconds=0)  # the test server has only just started


def job(number: int, key: str = "k") -> Job:
    return Job(f"R{number}", f"{number}.mp3", key, {"recording": f"/in/{number}.mp3"})


def silence(catalogue: Catalogue, holder: Worker) -> None:
    """Expire the lease of a worker, as if the worker had not renewed the lease for a minute."""
    with catalogue.writing() as connection:
        held = update(WORK).where(WORK.c.holder == holder.name)
        connection.execute(held.values(until=WORK.c.until - 61))


def taken(catalogue: Catalogue, holder: Worker = ANN) -> Job:
    found = claim(catalogue, holder)
    assert found is not None
    return found


def at_work(catalogue: Catalogue) -> int:
    with catalogue.reading() as connection:
        return jobs.count_workers(connection)


def test_a_job_is_enqueued_claimed_once_and_finished(catalogue: Catalogue) -> None:
    assert enqueue(catalogue, [job(1), job(2)], "b") == EnqueueResult(enqueued=2)
    first, second = taken(catalogue), taken(catalogue, BEN)
    assert (first, second) == (job(1), job(2))
    assert claim(catalogue, ANN) is None
    now = measure_queue(catalogue)
    assert (now.waiting, now.running, now.done, now.failed) == (0, 2, 0, 0)
    assert {(r.file, r.flow_run) for r in now.running_jobs} == {
        ("1.mp3", "run-1"),
        ("2.mp3", "run-2"),
    }
    assert at_work(catalogue) == 2
    assert finish(catalogue, ANN, first, sound_seconds=90.0, processing_seconds=9.0)
    assert fail(catalogue, BEN, second, "it is empty")
    now = measure_queue(catalogue, batch="b")
    assert (now.open, now.done, now.failed, now.audio_seconds, now.processing_seconds) == (
        0,
        1,
        1,
        90.0,
        9.0,
    )
    assert [(f.recording, f.reason) for f in now.quarantine] == [("R2", "it is empty")]
    assert measure_queue(catalogue, batch="another") == measure_queue(catalogue, batch="none")


def test_a_waiting_job_that_is_enqueued_again_keeps_its_attempts(catalogue: Catalogue) -> None:
    enqueue(catalogue, [job(1)], "b")
    taken(catalogue)
    (lost,) = requeue_jobs_of_dead_worker(catalogue, ANN, "it was killed")
    assert (lost.state, lost.reason) == ("waiting", "it was killed")
    enqueue(catalogue, [job(1)], "b2")
    (waits,) = measure_queue(catalogue, batch="b2").put_back
    assert waits.reason == "it was killed"
    taken(catalogue)
    assert [running.tries for running in measure_queue(catalogue).running_jobs] == [2]
    requeue_jobs_of_dead_worker(catalogue, ANN, "it was killed")
    enqueue(catalogue, [job(1, key="a new text")], "b3")
    assert measure_queue(catalogue).put_back == ()
    taken(catalogue)
    assert [running.tries for running in measure_queue(catalogue).running_jobs] == [1]


def test_only_changed_jobs_are_enqueued_again(catalogue: Catalogue) -> None:
    enqueue(catalogue, [job(n) for n in range(4)], "b")
    finish(catalogue, ANN, taken(catalogue), 1, 1)
    fail(catalogue, ANN, taken(catalogue), "no")
    taken(catalogue)
    known = EnqueueResult(waiting=1, running=1, done=1, failed=1)
    assert enqueue(catalogue, [job(n) for n in range(4)], "c") == known
    assert enqueue(catalogue, [job(0, "other"), job(1, "other"), job(0)], "d") == EnqueueResult(
        enqueued=2, duplicates=1
    )
    assert measure_queue(catalogue, batch="d").waiting == 2
    assert enqueue(catalogue, [job(n) for n in range(4)], "e", process_again=True).enqueued == 2


def test_a_job_that_changes_while_running_is_repeated(catalogue: Catalogue) -> None:
    enqueue(catalogue, [job(1)], "b")
    first = taken(catalogue)
    assert enqueue(catalogue, [job(1, "new")], "c").enqueued == 1
    assert claim(catalogue, BEN) is None
    assert finish(catalogue, ANN, first, 1, 1)
    assert taken(catalogue, BEN) == job(1, "new")


def test_only_expired_leases_are_requeued(catalogue: Catalogue) -> None:
    enqueue(catalogue, [job(1)], "b")
    first = taken(catalogue)
    silence(catalogue, ANN)
    assert (measure_queue(catalogue).lost, at_work(catalogue)) == (1, 0)
    renew(catalogue, ANN)
    assert claim(catalogue, BEN) is None
    silence(catalogue, ANN)
    assert taken(catalogue, BEN) == first
    assert not finish(catalogue, ANN, first, 1, 1)
    assert measure_queue(catalogue).running_jobs[0].tries == 2
    assert finish(catalogue, BEN, first, 1, 1)


def test_no_lease_expires_right_after_the_server_started(
    catalogue: Catalogue, database: str | None
) -> None:
    """Workers that survived an outage of PostgreSQL have not renewed their leases yet."""
    enqueue(catalogue, [job(1)], "b")
    taken(catalogue)
    silence(catalogue, ANN)
    found = jobs.claim(catalogue, BEN, startup_seconds=10**9)
    assert (found is None) == (database is not None)


def test_a_recording_that_kills_workers_goes_into_quarantine(catalogue: Catalogue) -> None:
    enqueue(catalogue, [job(1)], "b")
    for _ in range(TRIES):
        taken(catalogue)
        silence(catalogue, ANN)
    assert claim(catalogue, BEN) is None
    assert "died in each of 5 attempts" in measure_queue(catalogue).quarantine[0].reason
    assert retry(catalogue) == ("R1",)
    assert taken(catalogue) == job(1)


def test_released_jobs_cost_no_attempt_and_tried_jobs_come_last(catalogue: Catalogue) -> None:
    enqueue(catalogue, [job(1), job(2)], "b")
    first = taken(catalogue)
    release(catalogue, ANN)
    assert taken(catalogue) == first
    silence(catalogue, ANN)
    assert [taken(catalogue, BEN).recording for _ in range(2)] == ["R2", "R1"]


def test_recordings_in_unmounted_folders_are_left_to_other_workers(catalogue: Catalogue) -> None:
    paths = ["/in/a.mp3", "/in/1987/b.mp3", "/in%/c.mp3", "/inbox/d.mp3"]
    jobs = [Job(p, p, "k", {"request": {"recording": p}}) for p in paths]
    enqueue(catalogue, jobs, "b")
    skip = [Path("/in"), Path("/in_ox")]
    claimed = [claim(catalogue, ANN, skipped_folders=skip) for _ in range(3)]
    assert [job.file if job else None for job in claimed] == ["/in%/c.mp3", "/inbox/d.mp3", None]


def test_the_number_of_workers_is_limited(catalogue: Catalogue) -> None:
    enqueue(catalogue, [job(n) for n in range(9)], "b")
    with ThreadPoolExecutor(6) as pool:
        found = pool.map(
            lambda n: claim(catalogue, Worker(f"h{n}", "run"), max_workers=2), range(6)
        )
    assert sum(each is not None for each in found) == 2
    assert at_work(catalogue) == 2


def test_retry_requeues_only_the_named_recordings(catalogue: Catalogue) -> None:
    enqueue(catalogue, [job(1), job(2), job(3)], "b")
    for _ in range(2):
        fail(catalogue, ANN, taken(catalogue), "no")
    assert retry(catalogue, ["R2", "R3", "R9"]) == ("R2",)
    assert measure_queue(catalogue).failed == 1


def _take_all(archive: Path, url: str | None, holder: Worker, answer: object) -> None:
    with open_catalogue(archive, url) as catalogue:
        while found := claim(catalogue, holder):
            answer.put(found.recording)  # type: ignore[attr-defined]
            finish(catalogue, holder, found, 1, 1)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_two_processes_never_claim_the_same_job(
    catalogue: Catalogue, tmp_path: Path, database: str | None
) -> None:
    enqueue(catalogue, [job(n) for n in range(80)], "b")
    spawn = multiprocessing.get_context("spawn")
    answer = spawn.Queue()
    workers = [
        spawn.Process(target=_take_all, args=(catalogue.archive, database, who, answer))
        for who in (ANN, BEN)
    ]
    for worker in workers:
        worker.start()
    taken_by_all = Counter(answer.get(timeout=60) for _ in range(80))
    for worker in workers:
        worker.join(timeout=60)
        assert worker.exitcode == 0
    assert len(taken_by_all) == 80
    assert answer.empty()
    assert measure_queue(catalogue).done == 80
