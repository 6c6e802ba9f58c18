"""End a command and all its child processes within seconds of Ctrl-C or SIGTERM.

A separate thread waits for the signal, because the main thread may be inside a model, or waiting
for a server that the same signal ended, or inside Prefect, which handles SIGTERM itself during a
flow and then takes minutes to unwind. Exiting immediately loses no data, because files are written
atomically.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psutil
from rich.control import Control

STOPS = (signal.SIGINT, signal.SIGTERM)
"""The signals sent by Ctrl-C and by service managers."""

SHOW_CURSOR = str(Control.show_cursor(True))

STOPPED = "stopped; run the same command again to resume"

RELEASE_SECONDS = 3.0
"""The maximum time for releasing leases in seconds; leases that are not released expire."""

CHILD_SECONDS = 3.0
"""Seconds in which a child process must exit by itself."""


INTERRUPT_SECONDS = 5
"""Seconds in which a command must end by itself after Ctrl-C; then the process is killed."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise KeyboardInterrupt on Ctrl-C, and make sure that the process ends.

    Python drops an exception that is raised inside a destructor or an import callback ("Exception
    ignored in ..."). If Ctrl-C does not end the process, it is therefore ended after
    `INTERRUPT_SECONDS`. Some libraries convert KeyboardInterrupt into their own errors, so any
    error after Ctrl-C exits with the status of Ctrl-C.
    """
    interrupted = threading.Event()

    def interrupt(*_: object) -> None:
        interrupted.set()
        signal.signal(signal.SIGALRM, lambda *_: _end_process(signal.SIGINT, lambda: None))
        signal.alarm(INTERRUPT_SECONDS)
        raise KeyboardInterrupt

    before = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGALRM)}
    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    except BaseException as error:
        if interrupted.is_set() and not _is_success(error):
            raise SystemExit(128 + signal.SIGINT) from error
        raise
    finally:
        if interrupted.is_set():
            signal.alarm(0)
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_success(error: BaseException) -> bool:
    return isinstance(error, SystemExit) and error.code in (0, None)


@contextmanager
def stopping_at_once(release: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Exit at the first signal during the block, with the status that shells expect (128 + signal).

    Before the exit, `release` is called; it may take at most `RELEASE_SECONDS`.
    """
    read_fd, write_fd = os.pipe()
    os.set_blocking(write_fd, False)
    waiter = threading.Thread(target=_wait_for_signal, args=(read_fd, release), daemon=True)
    former_fd = signal.set_wakeup_fd(write_fd, warn_on_full_buffer=False)
    # These handlers do nothing. Without them, the system would end this process and leave its
    # children running. The signal's number goes through the pipe even if Prefect replaces the
    # handlers.
    before = {number: signal.signal(number, lambda *_: None) for number in STOPS}
    waiter.start()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(former_fd)
        os.close(write_fd)
        waiter.join()
        os.close(read_fd)


def _wait_for_signal(read_fd: int, release: Callable[[], None]) -> None:
    """Wait for a terminating signal or the end of the block."""
    while received := os.read(read_fd, 1):
        if received[0] in STOPS:
            _end_process(received[0], release)


def _end_process(number: int, release: Callable[[], None]) -> None:
    """Report that the command stopped, release leases, and end this process and its children."""
    # Written directly, because other threads may hold the locks of rich and sys.stderr. Nothing may
    # be printed after it.
    os.write(2, f"{SHOW_CURSOR if os.isatty(2) else ''}\ntapelog: {STOPPED}\n".encode())
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    releasing = threading.Thread(target=_suppress_errors, args=(release,), daemon=True)
    releasing.start()
    releasing.join(RELEASE_SECONDS)
    _end_children()
    os._exit(128 + number)


def _suppress_errors(release: Callable[[], None]) -> None:
    with suppress(Exception):
        release()


def _end_children() -> None:
    """End all descendants of this process; repeat once, because one may just have started."""
    for _ in range(2):
        children = psutil.Process().children(recursive=True)
        for child in children:
            with suppress(psutil.Error):
                child.terminate()
        _, alive = psutil.wait_procs(children, timeout=CHILD_SECONDS)
        for child in alive:
            with suppress(psutil.Error):
                child.kill()
