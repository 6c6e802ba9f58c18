"""Run the flows for many recordings from the command line, with a temporary Prefect server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console

from archive.storage.files import archive_folder, check_writable
from flows import settings
from flows.progress import shown_on
from flows.stopping import stopping_at_once


def run(
    pick: Callable[[], Callable[..., Any]],
    archive: Path | None,
    unless: Callable[[Path], Any] = lambda _: None,
    **given: Any,
) -> Any:
    """Run the flow that `pick` imports, on a temporary Prefect server or on PREFECT_API_URL's.

    If `unless` returns a value for the archive, that value is returned and no server is started.
    """
    place = archive_folder(archive)
    check_writable(place)
    settings.prepare(place)
    if (known := unless(place)) is not None:
        return known
    from flows import server
    from flows.batches.leases import release_all

    with stopping_at_once(release_all):
        flow = pick()
        server.start()
        with shown_on(Console(stderr=True)):
            return flow(archive=place, **given)
