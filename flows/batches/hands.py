"""Hold what this process works on, and say so to the catalogue for as long as it lives."""

from __future__ import annotations

import os
import platform
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue, Unavailable
from archive.queue.jobs import LEASE, Worker, release, renew
from archive.storage.files import archive_folder

T = TypeVar("T")

PATIENCE = 600.0
"""Seconds that a database may be away before a flow gives up; its work waits then for another."""

_PAUSE = 2.0  # seconds between two tries to reach a database that is away

_LAST = 2.0  # seconds that a process which is about to end takes to give back what it holds


_holding: dict[Worker, Catalogue] = {}
"""What this process has in its hands at this moment."""


@contextmanager
def holding(catalogue: Catalogue, run: str) -> Iterator[Worker]:
    """Give a holder whose leases are renewed while the block runs.

    Where the block ends before its time they are left to run out, because threads that were at work
    may still be.
    """
    holder = Worker(f"{platform.node()}-{os.getpid()}-{secrets.token_hex(3)}", run)
    over = threading.Event()
    pulse = threading.Thread(target=_renew, args=(catalogue, holder, over), daemon=True)
    _holding[holder] = catalogue
    pulse.start()
    try:
        yield holder
    finally:
        del _holding[holder]
        over.set()
        pulse.join()


def let_go() -> None:
    """Give back all that is held, by a process that is about to end: it need not be waited for."""
    giving = threading.Thread(target=_give_back, daemon=True)
    giving.start()
    giving.join(_LAST)  # the thread that was interrupted may be writing: then the leases run out


def _give_back() -> None:
    for holder, catalogue in list(_holding.items()):
        with suppress(Unavailable):
            release(catalogue, holder)


def _renew(catalogue: Catalogue, holder: Worker, over: threading.Event) -> None:
    pause = LEASE / 4
    while not over.wait(pause):
        try:
            renew(catalogue, holder)
            pause = LEASE / 4
        except Unavailable:
            pause = 1.0  # to be the first when the database is back


def patiently(call: Callable[[], T]) -> T:
    """Call until the database answers; UserError where it stays away for `PATIENCE`."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return call()
        except Unavailable:
            if time.monotonic() > until:
                raise
            time.sleep(_PAUSE)


@contextmanager
def opened(archive: Path | None) -> Iterator[Catalogue]:
    """Open an archive's catalogue, and wait for it as `patiently` does."""
    with ExitStack() as stack:
        yield patiently(lambda: stack.enter_context(open_catalogue(archive_folder(archive))))
