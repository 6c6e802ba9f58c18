"""The flow that downloads and publishes new episodes of a podcast feed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from prefect import flow
from prefect.runtime import flow_run
from pydantic import Field

from archive.catalogue.open import open_catalogue
from archive.storage.files import archive_folder, local_folder
from flows.batches.options import THREADS, AtOnce, BatchOptions, Text
from flows.batches.report import BatchReport
from flows.batches.run import run_batch
from flows.request import Archive, ProcessOptions
from flows.secret_values import revealed
from flows.sources.feed import feed as episodes
from flows.sources.http_client import has_password, redacted
from transcripts.errors import UserError
from transcripts.languages.table import AUTO


def _name() -> str:
    return f"feed {redacted(flow_run.parameters['address'])}"


@flow(name="feed", flow_run_name=_name, persist_result=False, task_runner=THREADS)
def feed(
    address: Text,
    newest: Annotated[int, Field(ge=1)] | None = None,
    folder: Path | None = None,
    options: ProcessOptions = ProcessOptions(),  # noqa: B008 - a frozen value, which Prefect's page shows
    at_once: AtOnce = 2,
    archive: Archive | None = None,
) -> BatchReport:
    """Publish every new episode of a podcast feed.

    Raises Unfinished with the report if some went into quarantine.

    Args:
        address: The feed's address, http or https; `secret:NAME` if it has a password or a token.
        newest: How many episodes from the beginning of the feed; all by default.
        folder: The folder for downloads; by default the folder `feeds` of the archive.
        options: Options of each recording.
        at_once: How many recordings are in progress at once.
        archive: The archive's folder or URL; by default TAPELOG_ARCHIVE of the worker's process.
    """
    if has_password(address):
        raise UserError(
            "the feed's address has a password, which Prefect's page would show: pass secret:NAME "
            "instead, and set TAPELOG_SECRET_NAME or a Prefect Secret block to the address"
        )
    address = revealed(address)
    place = archive_folder(archive)
    with open_catalogue(place) as catalogue:
        downloads = folder or local_folder(place) / "feeds"
        language = None if options.language == AUTO else options.language
        found = episodes(address, catalogue, downloads, newest=newest, language=language)
        return run_batch(redacted(address), found, BatchOptions(place, options, at_once))
