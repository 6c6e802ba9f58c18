"""Attend to what a source has: tell what is new, let it wait, work on it, sum up."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

from prefect.runtime import flow_run

from archive.database.connection import Catalogue
from archive.queue.jobs import Job, Worker, enqueue
from archive.queue.stats import queue_stats
from flows.batches.drain import Drain
from flows.batches.hands import holding, opened, patiently
from flows.batches.jobs import chosen
from flows.batches.notice import notify
from flows.batches.sorting import Sorting, Terms
from flows.batches.summary import Summary, Unfinished, show_in_prefect
from flows.sources.arrival import Found
from flows.sources.identify import identify

NAMED = 1000
"""Most recordings in quarantine that a summary names: Prefect's page of more would not open."""


def attend(source: str, found: Iterable[Found], terms: Terms) -> Summary:
    """Publish what is new of what was found, and whatever else waits in the archive meanwhile.

    Raises Unfinished, which has the summary, where recordings of this source went into quarantine
    or no more could be begun.
    """
    began, batch = time.monotonic(), flow_run.id or source
    sorting = Sorting(terms)
    with opened(terms.archive) as catalogue:
        arrivals = identify(catalogue, found, chosen(terms.options))
        offered = enqueue(catalogue, sorting.jobs(arrivals), batch, terms.again)
        with holding(catalogue, flow_run.name or "tapelog") as holder:
            drain = Drain(
                catalogue, holder, terms.at_once, lambda: queue_stats(catalogue, batch=batch).open
            )
            drain()
        ended = patiently(lambda: queue_stats(catalogue, batch=batch, most=NAMED))
    return conclude(
        replace(
            sorting.summary(source, offered),
            done=ended.done,
            failed=ended.quarantine,
            sound=ended.sound,
            wall=time.monotonic() - began,
            stopped=drain.stopped,
        ),
        show=not terms.quiet,
    )


def take_up(catalogue: Catalogue, holder: Worker, first: Job, at_once: int) -> Summary:
    """Work on what waits, whoever asked for it, from a job on that is taken already.

    Raises Unfinished as `attend` does.
    """
    began = time.monotonic()
    drain = Drain(catalogue, holder, at_once, lambda: 0, first)
    drain()
    return conclude(
        Summary(
            source="what waited",
            done=len(drain.published),
            failed=tuple(drain.failed),
            sound=sum(published.seconds for published in drain.published),
            wall=time.monotonic() - began,
            stopped=drain.stopped,
        ),
        tell=bool(drain.failed),  # of a full disk the batch told: this runs every minute
    )


def conclude(summary: Summary, tell: bool = True, show: bool = True) -> Summary:
    """Show a batch in Prefect; one that needs a person is told of, and raised as Unfinished.

    One that did nothing is shown only where `show` says so.
    """
    if show or not summary.nothing:
        show_in_prefect(summary)
    if not (summary.failed or summary.stopped):
        return summary
    if tell:
        notify(summary, flow_run.name or summary.source)
    raise Unfinished(summary)
