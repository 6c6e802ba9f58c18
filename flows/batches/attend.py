"""Attend to what a source has: tell what is new, let it wait, work on it, sum up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from prefect.runtime import flow_run

from archive.catalogue.open import Catalogue
from archive.catalogue.tally import tally
from archive.catalogue.work import offer
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
        offered = offer(catalogue, sorting.jobs(arrivals), batch, terms.again)
        drain = _drain(catalogue, terms, lambda: tally(catalogue, batch=batch).open)
        ended = patiently(lambda: tally(catalogue, batch=batch, most=NAMED))
    return conclude(
        replace(
            sorting.summary(source, offered),
            done=ended.done,
            failed=ended.quarantine,
            sound=ended.sound,
            wall=time.monotonic() - began,
            stopped=drain.stopped,
        )
    )


def take_up(terms: Terms) -> Summary:
    """Work on what waits, whoever asked for it; raises Unfinished as `attend` does."""
    began = time.monotonic()
    with opened(terms.archive) as catalogue:
        drain = _drain(catalogue, terms, lambda: 0)
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


def _drain(catalogue: Catalogue, terms: Terms, left: Callable[[], int]) -> Drain:
    with holding(catalogue, flow_run.name or "tapelog") as holder:
        drain = Drain(catalogue, holder, terms.at_once, left)
        drain()
    return drain


def conclude(summary: Summary, tell: bool = True) -> Summary:
    """Show a batch in Prefect; one that needs a person is told of, and raised as Unfinished."""
    show_in_prefect(summary)
    if not (summary.failed or summary.stopped):
        return summary
    if tell:
        notify(summary, flow_run.name or summary.source)
    raise Unfinished(summary)
