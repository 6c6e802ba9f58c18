"""A batch goes on if its child process dies; if the batch itself dies, its leases are returned."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prefect.logging import disable_run_logger

from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue
from archive.queue import jobs
from archive.queue.enqueue import enqueue
from archive.queue.jobs import Job, Worker, claim
from archive.queue.stats import QueueStats, measure_queue
from flows.batches.messages import DrainResult
from flows.batches.supervisor import MOST_IDLE_DEATHS, drain_queue
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

CHILD = (sys.executable, str(Path(__file__).parent / "acting_child.py"))
WORKER, OTHER = Worker("ann", "run"), Worker("ben", "run")
PATIENCE = 300.0
"""Seconds, on a machine with a high load: the processes start within a few."""


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalogue]:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with open_catalogue(tmp_path / "archive") as opened, disable_run_logger():
        yield opened


def queued(catalogue: Catalogue, folder: Path, *names: str) -> None:
    """Enqueue recordings whose names tell `acting_child.py` what to do."""
    for number, name in enumerate(names):
        file = folder / name
        file.write_bytes(b"sound")
        asked = {"request": {"recording": str(file)}, "sha256": "0" * 64, "facts": []}
        enqueue(catalogue, [Job(f"R{number}", name, "k", asked)], "b")


def drained(catalogue: Catalogue) -> DrainResult:
    return drain_queue(catalogue, WORKER, max_concurrent=2, batch="b", command=CHILD)


def wait_until(catalogue: Catalogue, condition: Callable[[QueueStats], bool]) -> QueueStats:
    until = time.monotonic() + PATIENCE
    while not condition(now := measure_queue(catalogue)):
        assert time.monotonic() < until, now
        time.sleep(0.1)
    return now


def test_a_recording_that_kills_the_process_is_quarantined_and_the_others_are_done(
    catalogue: Catalogue, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    queued(catalogue, tmp_path, "killer.wav", "b.wav", "c.wav")
    result = drained(catalogue)
    now = measure_queue(catalogue)
    assert (now.done, now.failed, now.open, result.stopped) == (2, 1, 0, None)
    assert [failed.file for failed in result.failed] == ["killer.wav"]
    assert f"died in each of {jobs.TRIES} attempts" in now.quarantine[0].reason
    assert "SIGKILL" in now.quarantine[0].reason
    assert "Fatal Python error" not in capfd.readouterr().err


def test_a_recording_that_crashes_the_process_is_quarantined_after_three_attempts(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    queued(catalogue, tmp_path, "crasher.wav", "b.wav")
    result = drained(catalogue)
    assert [failed.file for failed in result.failed] == ["crasher.wav"]
    reason = measure_queue(catalogue).quarantine[0].reason
    assert f"died in each of {jobs.TRIES_AFTER_CRASH} attempts" in reason
    assert "SIGSEGV" in reason
    assert measure_queue(catalogue).done == 1


def test_a_stopped_process_costs_no_attempt_and_is_not_started_again(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    queued(catalogue, tmp_path, "stopped.wav")
    assert drained(catalogue).stopped == "the process was stopped by SIGTERM"
    assert measure_queue(catalogue).waiting == 1
    claim(catalogue, OTHER)
    assert [running.tries for running in measure_queue(catalogue).running_jobs] == [1]


def test_a_process_that_dies_without_a_recording_is_started_three_times(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    queued(catalogue, tmp_path, "a.wav")
    program = f"print(1, file=open({str(tmp_path / 'starts')!r}, 'a')); raise SystemExit(3)"
    command = (sys.executable, "-c", program)
    result = drain_queue(catalogue, WORKER, max_concurrent=2, batch="b", command=command)
    assert result.stopped == "the process ended with status 3 before it had a recording"
    assert (tmp_path / "starts").read_text() == "1\n" * MOST_IDLE_DEATHS
    assert measure_queue(catalogue).waiting == 1


def test_no_process_is_started_while_there_is_nothing_to_do(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    command = (sys.executable, "-c", "raise SystemExit(3)")
    result = drain_queue(catalogue, WORKER, max_concurrent=2, batch="b", command=command)
    assert (result.published, result.stopped) == (0, None)
    queued(catalogue, tmp_path, "a.wav")
    assert drain_queue(catalogue, WORKER, max_concurrent=2, batch="b", command=command).stopped


def test_an_error_of_the_process_is_raised_here(catalogue: Catalogue, tmp_path: Path) -> None:
    queued(catalogue, tmp_path, "bug.wav")
    with pytest.raises(RuntimeError, match="ZeroDivisionError: a bug"):
        drained(catalogue)


def test_the_leases_of_a_killed_batch_are_returned_at_once(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    queued(catalogue, tmp_path, "slow.wav")
    program = (
        "import sys; from pathlib import Path; from prefect.logging import disable_run_logger;"
        "from archive.catalogue.open import open_catalogue;"
        "from archive.queue.jobs import Worker; from flows.batches.leases import hold_leases;"
        "from flows.batches.supervisor import drain_queue\n"
        "with disable_run_logger(), open_catalogue(Path(sys.argv[1])) as catalogue:\n"
        "    with hold_leases(catalogue, 'run') as worker:\n"
        "        drain_queue(catalogue, worker, 1, 'b', command=tuple(sys.argv[2:]))\n"
    )
    batch = subprocess.Popen([sys.executable, "-c", program, str(catalogue.archive), *CHILD])
    try:
        wait_until(catalogue, lambda now: now.running == 1)
    finally:
        os.kill(batch.pid, signal.SIGKILL)
        batch.wait()
    killed = time.monotonic()
    wait_until(catalogue, lambda now: now.waiting == 1)
    assert time.monotonic() - killed < jobs.LEASE / 2  # before the lease ends
    claim(catalogue, OTHER)
    assert [running.tries for running in measure_queue(catalogue).running_jobs] == [1]
