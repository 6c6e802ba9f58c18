"""Estimate how long the recordings of a source take, and what disk space and money they need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from archive.catalogue.find import find_recordings
from archive.database.connection import Catalogue
from archive.queue.arrivals import find_known_arrivals
from archive.queue.throughput import Throughput, measure_throughput
from archive.storage.files import published_folder
from audio.sound.decode import expected_seconds
from flows.sources.arrival import Arrival, Found, Refusal
from flows.sources.urls import Url
from transcripts.errors import UserError
from transcripts.text.quantities import format_count

SAMPLE = 50
"""The number of published folders, newest first, from which the disk space is estimated."""


_CHUNK = 500
"""Recordings per catalogue query."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The recordings of a source according to their headers, and the measured speed and disk space.

    `seconds` is the duration of the `new_recordings` recordings. `disk_per_second` is the size of
    published folders in bytes per second of audio, None if nothing was published.
    """

    new_recordings: int
    seconds: float
    published_recordings: int
    unreadable_recordings: int
    throughput: Throughput
    disk_per_second: float | None
    workers: int = 1
    price: float = 0.0
    remote_recordings: int = 0
    """New recordings at URLs; their duration is known only after they are downloaded."""

    @property
    def hours_of_work(self) -> float | None:
        """Hours that the work takes if all workers stay busy; None if no speed was measured."""
        speed = self.throughput.speed
        return self.seconds / 3600 / speed / self.workers if speed else None

    def lines(self) -> Iterator[str]:
        """Yield the plan for the terminal."""
        waiting = format_count(self.new_recordings, "recording")
        yield f"waiting    {waiting}, {self.seconds / 3600:.1f} h"
        yield f"published  {self.published_recordings} before"
        if self.remote_recordings:
            remote = format_count(self.remote_recordings, "recording")
            yield f"at URLs    {remote} of unknown length, not counted below"
        if self.unreadable_recordings:
            yield f"left out   {self.unreadable_recordings}, empty or unreadable"
        speed, hours = self.throughput.speed, self.hours_of_work
        if speed is None or hours is None:
            yield "speed      not measured yet: process some recordings with `tapelog batch` first"
            return
        measured = format_count(self.throughput.jobs, "recording")
        yield f"speed      {speed:.2f} times real time with one worker, measured on {measured}"
        with_workers = format_count(self.workers, "worker")
        yield f"time       {hours:.1f} h with {with_workers}, {hours / 24:.1f} days"
        if self.disk_per_second is not None:
            size = self.disk_per_second * self.seconds / 1e9
            yield f"disk       {size:.2f} GB of published files"
        if self.price:
            cost = hours * self.workers * self.price
            yield f"cost       {cost:.2f}, at {self.price} for an hour of a worker"


def make_plan(catalogue: Catalogue, arrivals: Iterable[Found], workers: int, price: float) -> Plan:
    """Read the headers of a source's new recordings, and measure earlier recordings.

    A recording counts as published if a recording with its path was published. Contents are not
    compared, because reading all of them would take hours.
    """
    new = published = unreadable = remote = 0
    seconds = 0.0
    for each, is_known in _with_known(catalogue, arrivals):
        if isinstance(each, Refusal):
            unreadable += 1
        elif isinstance(each, Arrival):
            if is_known:
                published += 1
                continue
            if isinstance(each.file, Url):
                remote += 1
                continue
            try:
                seconds += expected_seconds(each.file)
                new += 1
            except UserError:
                unreadable += 1
    throughput, disk = measure_throughput(catalogue), _measure_disk_per_second(catalogue)
    return Plan(new, seconds, published, unreadable, throughput, disk, workers, price, remote)


def _with_known(catalogue: Catalogue, found: Iterable[Found]) -> Iterator[tuple[Found, bool]]:
    """Pair each item with whether a recording from its path was published."""
    rest = iter(found)
    while chunk := list(islice(rest, _CHUNK)):
        files = [each.file for each in chunk if isinstance(each, Arrival)]
        known = find_known_arrivals(catalogue, files)
        yield from ((each, isinstance(each, Arrival) and str(each.file) in known) for each in chunk)


def _measure_disk_per_second(catalogue: Catalogue) -> float | None:
    """Return the size of published folders in bytes per second of audio."""
    size = seconds = 0.0
    for recording in find_recordings(catalogue, limit=SAMPLE).recordings:
        folder = published_folder(catalogue.archive, recording.id)
        files = list(folder.iterdir()) if folder.is_dir() else []
        if files:
            size += sum(file.stat().st_size for file in files)
            seconds += recording.duration
    return size / seconds if seconds else None
