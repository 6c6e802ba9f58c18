"""One signal ends a command within ten seconds, at any time, with all child processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.command import Tapelog

pytestmark = pytest.mark.slow

SECONDS = 10

STUCK = """
import signal, subprocess, sys, threading, time
from flows.stopping import stopping_at_once
lock = threading.Lock()
lock.acquire()
with stopping_at_once(lambda: time.sleep(60)):
    subprocess.Popen(["sh", "-c", "trap '' TERM INT; while true; do sleep 0.1; done"])
    if sys.argv[1] == "replaced":
        signal.signal(signal.SIGTERM, lambda *_: time.sleep(60))
        signal.signal(signal.SIGINT, lambda *_: time.sleep(60))
    time.sleep(0.5)
    print("ready", flush=True)
    lock.acquire()
"""

DEAF = """
import time
from flows.stopping import interruptible
class Destroyed:
    def __del__(self):
        print("ready", flush=True)
        time.sleep(60)
with interruptible():
    Destroyed()
    time.sleep(60)
"""

CONVERTED = """
import sys, time
from flows.stopping import interruptible
with interruptible():
    try:
        print("ready", flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        sys.exit("the server did not start")
"""


def group_of(pid: int) -> list[psutil.Process]:
    """Return every process of a session, which includes those that a command starts."""
    return [p for p in psutil.process_iter() if _session(p.pid) == pid and _alive(p)]


def left_of(pid: int) -> list[psutil.Process]:
    """Return the remaining processes of a session after a moment."""
    end = time.monotonic() + SECONDS
    while (left := group_of(pid)) and time.monotonic() < end:
        time.sleep(0.2)
    return left


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return None


def _alive(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


@pytest.mark.parametrize("how", ["as it is", "replaced"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_blocked_main_thread_is_ended(how: str, number: signal.Signals) -> None:
    command = [sys.executable, "-c", STUCK, how]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    assert run.stdout is not None
    assert run.stdout.readline() == b"ready\n"
    began = time.monotonic()
    run.send_signal(number)
    assert run.wait(SECONDS) == 128 + number
    assert time.monotonic() - began < SECONDS
    run.stdout.close()
    assert left_of(run.pid) == []


def test_an_interrupt_dropped_by_a_destructor_ends_the_process() -> None:
    command = [sys.executable, "-c", DEAF]
    run = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    assert run.stdout is not None
    assert run.stdout.readline() == b"ready\n"
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=SECONDS)
    assert b"Exception ignored" in said  # otherwise this tests nothing
    assert run.returncode == 128 + signal.SIGINT


def test_an_interrupt_that_a_library_turns_into_an_error() -> None:
    command = [sys.executable, "-c", CONVERTED]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    assert run.stdout is not None
    assert run.stdout.readline() == b"ready\n"
    run.send_signal(signal.SIGINT)
    assert run.wait(SECONDS) == 128 + signal.SIGINT
    run.stdout.close()


@pytest.mark.alone
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("after", [1.0, 4.0, 7.0])
def test_a_signal_to_the_group_while_the_server_starts(
    number: signal.Signals, after: float, fresh: Tapelog, tmp_path: Path
) -> None:
    (tmp_path / "tapes").mkdir()
    command = fresh.command("watch", tmp_path / "tapes")
    run = subprocess.Popen(
        command,
        env=fresh.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(after)
    began = time.monotonic()
    os.killpg(run.pid, number)
    status = run.wait(SECONDS + 5)
    assert time.monotonic() - began < SECONDS
    assert status in (128 + number, -number)
    assert left_of(run.pid) == []
