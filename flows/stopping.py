"""End a command and all its child processes within seconds of one Ctrl-C or SIGTERM.

A separate thread waits for the signal, because the main thread may be inside a model, waiting for a
server that the same signal ended, or inside Prefect, which handles SIGTERM itself during a flow and
then takes minutes to unwind. Exiting immediately loses nothing: files are written atomically.
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
"""The signals of Ctrl-C and of service managers."""

SHOW_CURSOR = str(Control.show_cursor(True))

STOPPED = "stopped; the same command goes on from what was done"

RELEASE_SECONDS = 3.0
"""Most seconds for releasing leases; a lease that is not released expires."""

CHILD_SECONDS = 3.0
"""Seconds that a child process gets to exit by itself."""


INTERRUPT_SECONDS = 5
"""Seconds that a command has to end by itself after Ctrl-C, before it is ended."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise KeyboardInterrupt at Ctrl-C, and make sure that the process ends because of it.

    Python drops an exception that is raised inside a destructor or a callback of an import
    ("Exception ignored in ..."), and a Ctrl-C with it: after `INTERRUPT_SECONDS` the process is
    ended. Libraries turn it into errors of their own: an error that comes after Ctrl-C exits with
    the status of Ctrl-C.
    """
    interrupted = threading.Event()

    def interrupt(*_: object) -> None:
        interrupted.set()
        signal.signal(signal.SIGALRM, lambda *_: _end(signal.SIGINT, lambda: None))
        signal.alarm(INTERRUPT_SECONDS)
        raise KeyboardInterrupt

    before = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGALRM)}
    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    except BaseException as error:
        if interrupted.is_set() and not _succeeded(error):
            raise SystemExit(128 + signal.SIGINT) from error
        raise
    finally:
        if interrupted.is_set():
            signal.alarm(0)
        for number, handler in before.items():
            signal.signal(number, handler)


def _succeeded(error: BaseException) -> bool:
    return isinstance(error, SystemExit) and error.code in (0, None)


@contextmanager
def stopping_at_once(release: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Exit at the first signal during the block, with the status that shells expect (128 + signal).

    `release` is called first, for at most `RELEASE_SECONDS`.
    """
    hearing, telling = os.pipe()
    os.set_blocking(telling, False)
    listener = threading.Thread(target=_listen, args=(hearing, release), daemon=True)
    former_fd = signal.set_wakeup_fd(telling, warn_on_full_buffer=False)
    # Python handlers that do nothing: without them the system would end this process and leave its
    # children running. The signal's number goes through the pipe even if Prefect replaces the
    # handlers.
    before = {number: signal.signal(number, lambda *_: None) for number in STOPS}
    listener.start()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(former_fd)
        os.close(telling)
        listener.join()
        os.close(hearing)


def _listen(hearing: int, release: Callable[[], None]) -> None:
    """Wait for a terminating signal, or for the end of the block."""
    while heard := os.read(hearing, 1):
        if heard[0] in STOPS:
            _end(heard[0], release)


def _end(number: int, release: Callable[[], None]) -> None:
    """Report the stop, release leases, and end child processes and this process."""
    # Bypasses rich and sys.stderr, whose locks other threads may hold. Nothing is printed after it.
    os.write(2, f"{SHOW_CURSOR if os.isatty(2) else ''}\ntapelog: {STOPPED}\n".encode())
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    releasing = threading.Thread(target=_quietly, args=(release,), daemon=True)
    releasing.start()
    releasing.join(RELEASE_SECONDS)
    _end_children()
    os._exit(128 + number)


def _quietly(release: Callable[[], None]) -> None:
    with suppress(Exception):
        release()


def _end_children() -> None:
    """End all descendants of this process; twice, because one may have just started."""
    for _ in range(2):
        children = psutil.Process().children(recursive=True)
        for child in children:
            with suppress(psutil.Error):
                child.terminate()
        _, alive = psutil.wait_procs(children, timeout=CHILD_SECONDS)
        for child in alive:
            with suppress(psutil.Error):
                child.kill()
