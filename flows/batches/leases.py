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
from archive.storage.errors import Unreachable
from archive.storage.files import archive_folder

T = TypeVar("T")

MAX_OUTAGE = 600.0
"""Seconds that the database or the object store may be unreachable before a flow gives up."""

_RETRY_SECONDS = 2.0  # seconds between two attempts to reach the database

_RELEASE_SECONDS = 2.0  # most seconds for releasing leases when the process is about to exit


_workers: dict[Worker, Catalogue] = {}
"""The workers of this process whose leases are being renewed."""


@contextmanager
def hold_leases(catalogue: Catalogue, run: str) -> Iterator[Worker]:
    """Yield a worker whose leases are renewed while the block runs.

    If the block is stopped from outside (a signal, a cancellation), the leases are released, so
    that shutting down a worker does not count as a failed attempt. If the block raises an error,
    the leases expire instead, because threads may still be working.
    """
    from prefect.exceptions import Abort, TerminationSignal

    worker = Worker(f"{platform.node()}-{os.getpid()}-{secrets.token_hex(3)}", run)
    stop = threading.Event()
    renewer = threading.Thread(target=_renew, args=(catalogue, worker, stop), daemon=True)
    _workers[worker] = catalogue
    renewer.start()
    try:
        yield worker
    except (KeyboardInterrupt, SystemExit, TerminationSignal, Abort):
        _release_leases()
        raise
    finally:
        del _workers[worker]
        stop.set()
        renewer.join()


def release_all() -> None:
    """Release all leases of this process before it exits, so that other workers need not wait."""
    releasing = threading.Thread(target=_release_leases, daemon=True)
    releasing.start()
    releasing.join(_RELEASE_SECONDS)  # an interrupted thread may block this; the leases expire then


def _release_leases() -> None:
    for worker, catalogue in list(_workers.items()):
        with suppress(Unavailable):
            release(catalogue, worker)


def _renew(catalogue: Catalogue, worker: Worker, stop_event: threading.Event) -> None:
    pause = LEASE / 4
    while not stop_event.wait(pause):
        try:
            renew(catalogue, worker)
            pause = LEASE / 4
        except Unavailable:
            pause = 1.0  # seconds, to renew soon after the database is back


def wait_for_database(query: Callable[[], T]) -> T:
    """Call a function until the database, or the object store, answers.

    Raises Unavailable or Unreachable after `MAX_OUTAGE` seconds.
    """
    until = time.monotonic() + MAX_OUTAGE
    while True:
        try:
            return query()
        except (Unavailable, Unreachable):
            if time.monotonic() > until:
                raise
            time.sleep(_RETRY_SECONDS)


@contextmanager
def open_when_available(archive: Path | None) -> Iterator[Catalogue]:
    """Open an archive's catalogue; wait if the database is unreachable."""
    with ExitStack() as stack:
        yield wait_for_database(
            lambda: stack.enter_context(open_catalogue(archive_folder(archive)))
        )
