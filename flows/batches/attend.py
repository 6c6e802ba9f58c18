"""Attend to what a source has: tell what is new, let it wait, work on it, sum up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from prefect.runtime import flow_run

from archive.catalogue.open import Catalogue, open_catalogue
from archive.catalogue.tally import tally
from archive.catalogue.work import Job, Offered, known, offer
from archive.files import archive_folder
from flows.batches.drain import Drain
from flows.batches.hands import holding, patiently
from flows.batches.jobs import chosen, job
from flows.batches.notice import notify
from flows.batches.summary import Summary, Unfinished, show_in_prefect
from flows.request import Options
from flows.sources.arrival import Found, Refusal, Waiting
from flows.sources.identify import Identified, identify

NAMED = 1000
"""Most recordings in quarantine that a summary names: Prefect's page of more would not open."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a batch is to be worked on."""

    archive: Path | None = None
    options: Options = field(default_factory=Options)
    at_once: int = 2
    again: bool = False


@dataclass(slots=True)
class _Sorting:
    """What a source has, sorted while it is read: jobs go through, the rest is noted."""

    terms: Terms
    known: int = 0
    refused: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)

    def jobs(self, found: Iterable[Identified | Refusal | Waiting]) -> Iterator[Job]:
        """Pass on what is to be done."""
        for each in found:
            if isinstance(each, Refusal):
                self.refused.append(str(each))
            elif isinstance(each, Waiting):
                self.waiting.append(str(each))
            elif each.news in ("new", "changed") or (self.terms.again and each.news == "done"):
                yield job(each, self.terms.options)
            else:
                self.known += 1

    def summary(self, source: str, offered: Offered) -> Summary:
        """Say what the source had, before anything is done."""
        return Summary(
            source=source,
            skipped=self.known + offered.done + offered.twice + offered.running,
            quarantined=offered.failed,
            refused=tuple(self.refused),
            waiting=tuple(self.waiting),
        )


def attend(source: str, found: Iterable[Found], terms: Terms) -> Summary:
    """Publish what is new of what was found, and whatever else waits in the archive meanwhile.

    Raises Unfinished, which has the summary, where recordings of this source went into quarantine
    or no more could be begun.
    """
    began, batch = time.monotonic(), flow_run.id or source
    sorting = _Sorting(terms)
    with open_catalogue(archive_folder(terms.archive)) as catalogue:
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


def nothing_new(source: str, found: Iterable[Found], terms: Terms) -> Summary | None:
    """Give the summary of a batch that would do nothing; None where there is something to do.

    It needs no Prefect: a second look at a folder answers within seconds.
    """
    sorting = _Sorting(terms)
    with open_catalogue(archive_folder(terms.archive)) as catalogue:
        arrivals = identify(catalogue, found, chosen(terms.options))
        fates = known(catalogue, sorting.jobs(arrivals))
        at_rest = not tally(catalogue).open
    return sorting.summary(source, fates) if at_rest and not fates.fresh else None


def take_up(terms: Terms) -> Summary:
    """Work on what waits, whoever asked for it; raises Unfinished as `attend` does."""
    began = time.monotonic()
    with open_catalogue(archive_folder(terms.archive)) as catalogue:
        drain = _drain(catalogue, terms, lambda: 0)
    return conclude(
        Summary(
            source="what waited",
            done=len(drain.published),
            failed=tuple(drain.failed),
            sound=sum(published.seconds for published in drain.published),
            wall=time.monotonic() - began,
            stopped=drain.stopped,
        )
    )


def _drain(catalogue: Catalogue, terms: Terms, left: Callable[[], int]) -> Drain:
    with holding(catalogue, flow_run.name or "tapelog") as holder:
        drain = Drain(catalogue, holder, terms.at_once, left)
        drain()
    return drain


def conclude(summary: Summary) -> Summary:
    """Show a batch in Prefect; one that needs a person is told of, and raised as Unfinished."""
    show_in_prefect(summary)
    if summary.failed or summary.stopped:
        notify(summary, flow_run.name or summary.source)
        raise Unfinished(summary)
    return summary
