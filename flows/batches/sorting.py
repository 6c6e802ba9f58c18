"""Sort what a source has before anything is done; this loads no model and needs no server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from archive.catalogue.open import open_catalogue
from archive.queue.jobs import EnqueueResult, Job, preview
from archive.queue.stats import queue_stats
from archive.storage.files import archive_folder
from flows.batches.jobs import chosen, job
from flows.batches.summary import Summary
from flows.request import ProcessOptions
from flows.sources.arrival import Found, Refusal, Waiting
from flows.sources.folder import folder
from flows.sources.identify import Identified, identify
from flows.sources.manifest import manifest


@dataclass(frozen=True, slots=True)
class Terms:
    """How a batch is to be worked on."""

    archive: Path | None = None
    options: ProcessOptions = field(default_factory=ProcessOptions)
    at_once: int = 2
    again: bool = False
    quiet: bool = False
    """Show nothing in Prefect where there was nothing to do: a watch looks thousands of times."""


@dataclass(slots=True)
class Sorting:
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

    def summary(self, source: str, offered: EnqueueResult) -> Summary:
        """Say what the source had, before anything is done."""
        return Summary(
            source=source,
            skipped=self.known + offered.done + offered.twice + offered.running,
            quarantined=offered.failed,
            refused=tuple(self.refused),
            waiting=tuple(self.waiting),
        )


def recordings_in(source: str) -> Iterable[Found]:
    """Give what a folder or a list has; UserError where it is neither."""
    place = Path(source).expanduser()
    return folder(place) if place.is_dir() else manifest(place)


def nothing_new(source: str, found: Iterable[Found], terms: Terms) -> Summary | None:
    """Give the summary of a batch that would do nothing; None where there is something to do.

    It needs no Prefect: a second look at a folder answers within seconds.
    """
    sorting = Sorting(terms)
    with open_catalogue(archive_folder(terms.archive)) as catalogue:
        arrivals = identify(catalogue, found, chosen(terms.options))
        fates = preview(catalogue, sorting.jobs(arrivals))
        at_rest = not queue_stats(catalogue).open
    return sorting.summary(source, fates) if at_rest and not fates.fresh else None
