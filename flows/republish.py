"""Define the flow that publishes recordings again if their files lack recent edits."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import wait

from archive.catalogue.find import RecordingFilter, find_recordings
from archive.catalogue.open import open_catalogue
from archive.catalogue.withholding import release_due
from archive.database.connection import Catalogue
from archive.database.timestamps import current_time
from archive.publishing.republish import republish as publish
from archive.storage.files import archive_folder
from flows import progress
from flows.batches.options import THREADS
from flows.request import Archive
from transcripts.errors import UserError

_PAGE_SIZE = 100  # recordings per catalogue query


@task(name="republish", task_run_name="{recording}", cache_policy=NO_CACHE, retries=1)
def _publish_recording(recording: str, archive: Path) -> int:
    with open_catalogue(archive) as catalogue:
        revision, _ = publish(catalogue, recording)
    return revision


@flow(name="republish", persist_result=False, task_runner=THREADS)
def republish(archive: Archive | None = None) -> int:
    """Publish again every recording whose files lack recent edits; return their number.

    Parts that are withheld until today or earlier are released first.

    Raises UserError at the end if some could not be published.

    Args:
        archive: The archive's folder or URL; by default TAPELOG_ARCHIVE of the worker's process.
    """
    place = archive_folder(archive)
    with open_catalogue(place) as catalogue:
        now = current_time()
        release_due(catalogue, now[:10], now)
        waiting = _list_unpublished(catalogue)
    futures = {recording: _publish_recording.submit(recording, place) for recording in waiting}
    wait(list(futures.values()))
    results = {name: future.result(raise_on_failure=False) for name, future in futures.items()}
    failed = {name: result for name, result in results.items() if not isinstance(result, int)}
    for name, reason in failed.items():
        progress.say(f"{name}: {reason}")
    if failed:
        raise UserError(f"{len(failed)} of {len(futures)} recordings could not be published again")
    return len(waiting)


def _list_unpublished(catalogue: Catalogue) -> list[str]:
    found, after = [], None
    while True:
        page = find_recordings(
            catalogue, RecordingFilter(state="unpublished"), after=after, limit=_PAGE_SIZE
        )
        found += [recording.id for recording in page.recordings]
        if (after := page.next_position) is None:
            return found
