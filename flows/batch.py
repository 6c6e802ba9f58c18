"""Define the flows that publish many recordings, from a folder, a list, or a feed."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

from prefect import flow
from prefect.runtime import flow_run
from pydantic import Field

from archive.catalogue.open import open_catalogue
from archive.storage.files import archive_folder, local_folder
from flows import progress
from flows.batches.intake import list_source_items
from flows.batches.options import THREADS, AtOnce, BatchOptions, Seconds, Text
from flows.batches.report import BatchReport, Unfinished
from flows.batches.run import run_batch
from flows.request import Archive, ProcessOptions
from flows.secret_values import resolve_secret
from flows.sources.feed import feed as episodes
from flows.sources.folder import folder as recordings_in
from flows.sources.http_client import has_password, redacted
from flows.sources.urls import parse_source
from transcripts.errors import UserError
from transcripts.languages.table import AUTO


@flow(
    name="batch",
    flow_run_name="batch of {source}",
    persist_result=False,
    task_runner=THREADS,
)
def batch(
    source: Text,
    options: ProcessOptions = ProcessOptions(),  # noqa: B008 - a frozen value that Prefect shows
    at_once: AtOnce = 2,
    again: bool = False,
    archive: Archive | None = None,
) -> BatchReport:
    """Publish every new recording of a folder or a list.

    Published recordings are skipped. A recording that fails goes into quarantine with the reason,
    and the batch continues; at the end the flow raises Unfinished with the report.

    Args:
        source: A folder with recordings, or a list of them (CSV or JSON Lines), by path or URL.
        options: Options for each recording.
        at_once: How many recordings are in progress at once. The models process one at a time;
            with two, the CPU stays busy while files are read and written.
        again: Process everything again, including published and quarantined recordings.
        archive: The archive's folder or URL; by default TAPELOG_ARCHIVE of the worker's process.
    """
    return run_batch(
        source, list_source_items(source), BatchOptions(archive, options, at_once, again)
    )


@flow(
    name="watch",
    flow_run_name="watch {folder}",
    persist_result=False,
    task_runner=THREADS,
)
def watch(
    folder: Text,
    every: Seconds = 30.0,
    during: Seconds | None = None,
    options: ProcessOptions = ProcessOptions(),  # noqa: B008 - a frozen value that Prefect shows
    at_once: AtOnce = 2,
    archive: Archive | None = None,
) -> None:
    """Publish recordings soon after they appear in a folder.

    Files that are still being written wait for the next pass. Recordings that go into quarantine
    are reported, and the watch continues.

    Args:
        folder: The folder to watch, or its URL.
        every: Seconds between two passes.
        during: Seconds after which the watch ends; unlimited by default.
        options: Options for each recording.
        at_once: How many recordings are in progress at once.
        archive: The archive's folder or URL; by default TAPELOG_ARCHIVE of the worker's process.
    """
    batch_options = BatchOptions(archive, options, at_once, quiet=True)
    end = None if during is None else time.monotonic() + during
    while True:
        summary = _run_pass(folder, batch_options)
        if not summary.did_nothing:
            progress.say(summary.summary_line)
        if end is not None and time.monotonic() + every > end:
            return
        time.sleep(every)


def _run_pass(folder: str, options: BatchOptions) -> BatchReport:
    try:
        return run_batch(folder, recordings_in(parse_source(folder)), options)
    except Unfinished as unfinished:
        return unfinished.summary


def _run_name() -> str:
    return f"feed {redacted(flow_run.parameters['address'])}"


@flow(name="feed", flow_run_name=_run_name, persist_result=False, task_runner=THREADS)
def feed(
    address: Text,
    newest: Annotated[int, Field(ge=1)] | None = None,
    folder: Path | None = None,
    options: ProcessOptions = ProcessOptions(),  # noqa: B008 - a frozen value, which Prefect's page shows
    at_once: AtOnce = 2,
    archive: Archive | None = None,
) -> BatchReport:
    """Publish every new episode of a podcast feed.

    Raises Unfinished with the report if episodes went into quarantine.

    Args:
        address: The feed's address, http or https; `secret:NAME` if it has a password or a token.
        newest: How many episodes to publish, from the top of the feed; all by default.
        folder: The folder for downloads; by default the folder `feeds` of the archive.
        options: Options for each recording.
        at_once: How many recordings are in progress at once.
        archive: The archive's folder or URL; by default TAPELOG_ARCHIVE of the worker's process.
    """
    if has_password(address):
        raise UserError(
            "the feed's address has a password, which Prefect's pages would show: pass secret:NAME "
            "instead, and set TAPELOG_SECRET_NAME or a Prefect Secret block to the address"
        )
    address = resolve_secret(address)
    place = archive_folder(archive)
    with open_catalogue(place) as catalogue:
        downloads = folder or local_folder(place) / "feeds"
        language = None if options.language == AUTO else options.language
        found = episodes(address, catalogue, downloads, newest=newest, language=language)
        return run_batch(redacted(address), found, BatchOptions(place, options, at_once))
