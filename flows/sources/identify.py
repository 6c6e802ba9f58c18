"""Identify recordings by their bytes, and find out which must be processed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from archive.database.connection import Catalogue
from archive.database.timestamps import current_time
from archive.queue.arrivals import Facts, find_known_arrivals, load_published_facts, record_arrivals
from archive.queue.digests import Digests, FileChanged, FileStat
from audio.files import sha256_of
from audio.sound.recording import recording_id
from flows.sources.arrival import Arrival, Found, Refusal, Waiting
from flows.sources.cache import local_copy
from flows.sources.urls import Location, Url, stat_url
from transcripts.errors import UserError

# Recordings per catalogue query; 100,000 recordings take 200 queries.
_CHUNK = 500

ArrivalStatus = Literal["new", "changed", "twice", "done"]
"""Whether a recording must be processed. "new": it was never published. "changed": it was published
with other texts, titles or options. "twice": it is the same as an earlier item of this pass.
"done": it was published with the same texts, titles and options.
"""


@dataclass(frozen=True, slots=True)
class IdentifiedArrival:
    """An arrival with the hash of its recording, and whether it must be processed."""

    arrival: Arrival
    sha256: str
    facts: Facts
    status: ArrivalStatus

    @property
    def recording(self) -> str:
        """Return the recording's id."""
        return recording_id(self.sha256)

    @property
    def key(self) -> str:
        """Return a hash of the recording, texts, titles and options, the same on every machine."""
        given = "\n".join((self.sha256, *sorted(self.facts)))
        return hashlib.sha256(given.encode()).hexdigest()


def identify(
    catalogue: Catalogue, items: Iterable[Found], options: Mapping[str, str] | None = None
) -> Iterator[IdentifiedArrival | Refusal | Waiting]:
    """Identify every arrival; refused entries and unfinished files pass through.

    Only files that changed since the last pass are read. `options` count as facts, so that every
    arrival is "changed" if, for example, another model is chosen. The second of two equal arrivals
    is "twice".
    """
    given = frozenset(f"{name} {value}" for name, value in (options or {}).items())
    this_pass: dict[str, list[Facts]] = {}
    several = iter(items)
    while chunk := list(islice(several, _CHUNK)):
        yield from _identify_chunk(catalogue, chunk, given, this_pass)


def store_published(catalogue: Catalogue, *done: IdentifiedArrival) -> None:
    """Record that these recordings were published, so that they are not processed again."""
    now = current_time()
    record_arrivals(catalogue, ((each.arrival.file, each.sha256, each.facts) for each in done), now)


def _identify_chunk(
    catalogue: Catalogue,
    entries: list[Found],
    option_facts: Facts,
    seen_in_this_pass: dict[str, list[Facts]],
) -> Iterator[IdentifiedArrival | Refusal | Waiting]:
    arrivals = [each for each in entries if isinstance(each, Arrival)]
    paths = dict.fromkeys(
        path for each in arrivals for path in (each.file, *(path for _, path in each.texts))
    )
    before = find_known_arrivals(catalogue, (each.file for each in arrivals))
    elsewhere: list[IdentifiedArrival] = []
    with Digests(catalogue, paths, _digest, _stat) as sha256_at:
        for each in entries:
            if not isinstance(each, Arrival):
                yield each
                continue
            try:
                facts = option_facts | _collect_facts(each, sha256_at)
                identified = IdentifiedArrival(each, sha256_at(each.file), facts, "done")
            except OSError as error:
                yield _build_read_failure(each, error)
                continue
            except UserError as error:  # a problem with a URL
                yield Refusal(each.where, str(error))
                continue
            sha256, facts_here = before.get(str(each.file), (None, frozenset()))
            last = facts_here if sha256 == identified.sha256 else None
            status, earlier_facts = _classify_arrival(
                catalogue, identified, last, seen_in_this_pass
            )
            if last is None and earlier_facts is not None:
                elsewhere.append(replace(identified, facts=earlier_facts))
            yield replace(identified, status=status)
    store_published(catalogue, *elsewhere)


def _classify_arrival(
    catalogue: Catalogue,
    identified: IdentifiedArrival,
    last: Facts | None,
    seen_in_this_pass: dict[str, list[Facts]],
) -> tuple[ArrivalStatus, Facts | None]:
    """Return whether an arrival must be processed, and the facts of its earlier publication.

    The facts are None unless the arrival is "done". `last` are the facts of the last publication of
    these bytes from this path. If given, no older facts are compared, because a user who restores
    an earlier text wants it published again.
    """
    former = (last,) if last is not None else load_published_facts(catalogue, identified.sha256)
    if (earlier_facts := _find_first_superset(identified.facts, former)) is not None:
        return "done", earlier_facts
    if (
        _find_first_superset(identified.facts, seen_in_this_pass.get(identified.sha256, ()))
        is not None
    ):
        return "twice", None
    seen_in_this_pass.setdefault(identified.sha256, []).append(identified.facts)
    return ("changed" if former else "new"), None


def _find_first_superset(facts: Facts, fact_sets: Iterable[Facts]) -> Facts | None:
    return next((earlier for earlier in fact_sets if facts <= earlier), None)


def _stat(file: Location) -> FileStat:
    return stat_url(file) if isinstance(file, Url) else FileStat.at(file)


def _digest(file: Location) -> str:
    if not isinstance(file, Url):
        return sha256_of(file)
    with local_copy(file) as copy:
        return sha256_of(copy)


def _collect_facts(arrival: Arrival, sha256_at: Callable[[Location], str]) -> Facts:
    values = ("title", arrival.title), ("programme", arrival.programme), ("date", arrival.date)
    said = (f"{kind} {value}" for kind, value in values if value is not None)
    return frozenset((*said, *(f"{kind} {sha256_at(path)}" for kind, path in arrival.texts)))


def _build_read_failure(arrival: Arrival, error: OSError) -> Refusal | Waiting:
    if isinstance(error, FileChanged):
        return Waiting(arrival.file, "changed while it was read")
    return Refusal(
        arrival.where, f"{error.filename or arrival.file} cannot be read: {error.strerror}"
    )
