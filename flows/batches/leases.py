"""Renew this process's leases until it exits, and release them when it is stopped."""

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
"""Seconds that a database may be unreachable before a flow gives up and leaves its work to
others."""

_PAUSE = 2.0  # seconds between two attempts to reach the database

_LAST = 2.0  # seconds for releasing leases when the process is about to exit


_holding: dict[Worker, Catalogue] = {}
"""The workers of this process whose leases are being renewed."""


@contextmanager
def hold_leases(catalogue: Catalogue, run: str) -> Iterator[Worker]:
    """Yield a worker whose leases are renewed while the block runs.

    If the block is stopped from outside (a signal, a cancellation), the leases are released, so
    that a worker that is shut down costs no attempt. If it fails, they are left to expire, because
    threads may still be at work.
    """
    from prefect.exceptions import Abort, TerminationSignal

    holder = Worker(f"{platform.node()}-{os.getpid()}-{secrets.token_hex(3)}", run)
    over = threading.Event()
    pulse = threading.Thread(target=_renew, args=(catalogue, holder, over), daemon=True)
    _holding[holder] = catalogue
    pulse.start()
    try:
        yield holder
    except (KeyboardInterrupt, SystemExit, TerminationSignal, Abort):
        _give_back()
        raise
    finally:
        del _holding[holder]
        over.set()
        pulse.join()


def release_all() -> None:
    """Release all leases of this process, which is about to exit, so that others need not wait."""
    giving = threading.Thread(target=_give_back, daemon=True)
    giving.start()
    giving.join(_LAST)  # the interrupted thread may be writing: then the leases expire


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


def wait_for_database(call: Callable[[], T]) -> T:
    """Call until the database answers; Unavailable if it stays away for `PATIENCE` seconds."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return call()
        except Unavailable:
            if time.monotonic() > until:
                raise
            time.sleep(_PAUSE)


@contextmanager
def open_when_available(archive: Path | None) -> Iterator[Catalogue]:
    """Open an archive's catalogue; wait if the database is unreachable."""
    with ExitStack() as stack:
        yield wait_for_database(
            lambda: stack.enter_context(open_catalogue(archive_folder(archive)))
        )
