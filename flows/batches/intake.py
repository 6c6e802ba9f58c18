"""Sort the items of a source into jobs, refused entries, and files still being written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from archive.catalogue.open import open_catalogue
from archive.queue.enqueue import EnqueueResult, preview_enqueue
from archive.queue.jobs import Job
from archive.queue.left_out import record_left_out
from archive.queue.stats import measure_queue
from archive.storage.files import archive_folder
from flows.batches.jobs import build_job, distinguishing_options
from flows.batches.options import BatchOptions
from flows.batches.report import BatchReport
from flows.sources.arrival import Found, Refusal, Waiting
from flows.sources.extensions import LISTS, split_extension
from flows.sources.folder import folder
from flows.sources.identify import IdentifiedArrival, identify
from flows.sources.manifest import manifest
from flows.sources.urls import Url, parse_source


@dataclass(slots=True)
class Intake:
    """The items of a source, sorted while they are read: `jobs` yields the ones to process."""

    options: BatchOptions
    known_count: int = 0
    refused: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)

    def jobs(self, items: Iterable[IdentifiedArrival | Refusal | Waiting]) -> Iterator[Job]:
        """Yield a job for every recording that must be processed."""
        for each in items:
            if isinstance(each, Refusal):
                self.refused.append(str(each))
            elif isinstance(each, Waiting):
                self.waiting.append(str(each))
            elif each.status in ("new", "changed") or (
                self.options.process_again and each.status == "done"
            ):
                yield build_job(each, self.options.options)
            else:
                self.known_count += 1

    def summary(self, source: str, enqueued: EnqueueResult) -> BatchReport:
        """Return the report of the source, before anything is processed."""
        return BatchReport(
            source=source,
            skipped=self.known_count + enqueued.done + enqueued.duplicates + enqueued.running,
            quarantined=enqueued.failed,
            refused=tuple(self.refused),
            waiting=tuple(self.waiting),
        )


def list_source_items(source: str) -> Iterable[Found]:
    """Return the items of a folder or a manifest, by path or URL.

    Raises UserError if `source` is neither. A URL is a manifest if its name ends like one.
    """
    place = parse_source(source)
    if isinstance(place, Url):
        is_folder = split_extension(place.name)[1] not in LISTS
    else:
        is_folder = place.is_dir()
    return folder(place) if is_folder else manifest(place)


def report_if_nothing_new(
    source: str, items: Iterable[Found], options: BatchOptions
) -> BatchReport | None:
    """Return the report of a batch that has nothing to do; None if there is something to do.

    This needs no Prefect server, so checking a folder again takes only seconds.
    """
    intake = Intake(options)
    with open_catalogue(archive_folder(options.archive)) as catalogue:
        arrivals = identify(catalogue, items, distinguishing_options(options.options))
        outcome = preview_enqueue(catalogue, intake.jobs(arrivals))
        is_idle = not measure_queue(catalogue).open
        if is_idle and not outcome.enqueued:
            record_left_out(catalogue, source, intake.refused)
    return intake.summary(source, outcome) if is_idle and not outcome.enqueued else None
