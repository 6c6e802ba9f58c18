"""Identify recordings by their bytes, and find out which of them have to be processed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Literal

from archive.database.connection import Catalogue
from archive.queue.arrivals import Facts, known_arrivals, published_facts, record_arrivals
from archive.queue.digests import Digests, FileChanged
from audio.files import sha256_of
from audio.sound.recording import recording_id
from flows.sources.arrival import Arrival, Found, Refusal, Waiting

# Recordings per catalogue query: 100,000 recordings take 200 queries.
_CHUNK = 500

News = Literal["new", "changed", "twice", "done"]
""""new": these bytes were never published. "changed": published with other texts, titles or
options. "twice": the same as an earlier item of this pass. "done": nothing to do."""


@dataclass(frozen=True, slots=True)
class Identified:
    """An arrival with the hash of its recording, and whether it has to be processed."""

    arrival: Arrival
    sha256: str
    facts: Facts
    news: News

    @property
    def recording(self) -> str:
        """The recording's id."""
        return recording_id(self.sha256)

    @property
    def key(self) -> str:
        """A hash of the recording, texts, titles and options; the same on every machine."""
        given = "\n".join((self.sha256, *sorted(self.facts)))
        return hashlib.sha256(given.encode()).hexdigest()


def identify(
    catalogue: Catalogue, found: Iterable[Found], options: Mapping[str, str] | None = None
) -> Iterator[Identified | Refusal | Waiting]:
    """Identify every arrival; refusals and files that are still being written pass through.

    Only files that changed since the last pass are read. `options` count as facts: with another
    model, for example, every arrival is "changed". The second of two equal arrivals is "twice".
    """
    given = frozenset(f"{name} {value}" for name, value in (options or {}).items())
    coming: dict[str, list[Facts]] = {}
    several = iter(found)
    while chunk := list(islice(several, _CHUNK)):
        yield from _identify_chunk(catalogue, chunk, given, coming)


def note_done(catalogue: Catalogue, *done: Identified) -> None:
    """Record that these recordings were published, so that they are not processed again."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    record_arrivals(catalogue, ((each.arrival.file, each.sha256, each.facts) for each in done), now)


def _identify_chunk(
    catalogue: Catalogue, entries: list[Found], given: Facts, coming: dict[str, list[Facts]]
) -> Iterator[Identified | Refusal | Waiting]:
    arrivals = [each for each in entries if isinstance(each, Arrival)]
    paths = dict.fromkeys(path for each in arrivals for path in _paths(each))
    before = known_arrivals(catalogue, (each.file for each in arrivals))
    elsewhere: list[Identified] = []
    with Digests(catalogue, paths, sha256_of) as sha256_at:
        for each in entries:
            if not isinstance(each, Arrival):
                yield each
                continue
            try:
                facts = given | _facts(each, sha256_at)
                one = Identified(each, sha256_at(each.file), facts, "done")
            except OSError as error:
                yield _unread(each, error)
                continue
            sha256, from_here = before.get(str(each.file), (None, frozenset()))
            last = from_here if sha256 == one.sha256 else None
            news, as_of = _news(catalogue, one, last, coming)
            if last is None and as_of is not None:
                elsewhere.append(replace(one, facts=as_of))
            yield replace(one, news=news)
    note_done(catalogue, *elsewhere)


def _news(
    catalogue: Catalogue, one: Identified, last: Facts | None, coming: dict[str, list[Facts]]
) -> tuple[News, Facts | None]:
    """Return (news, the facts of the earlier publication if the arrival is "done", else None).

    `last` are the facts with which these bytes were last published from this path. If given, only
    they are compared: a user who restores an earlier text wants it published again.
    """
    former = (last,) if last is not None else published_facts(catalogue, one.sha256)
    if (as_of := _covering(one.facts, former)) is not None:
        return "done", as_of
    if _covering(one.facts, coming.get(one.sha256, ())) is not None:
        return "twice", None
    coming.setdefault(one.sha256, []).append(one.facts)
    return ("changed" if former else "new"), None


def _covering(facts: Facts, several: Iterable[Facts]) -> Facts | None:
    return next((earlier for earlier in several if facts <= earlier), None)


def _paths(arrival: Arrival) -> tuple[Path, ...]:
    return (arrival.file, *(path for _, path in arrival.texts))


def _facts(arrival: Arrival, sha256_at: Callable[[Path], str]) -> Facts:
    values = ("title", arrival.title), ("programme", arrival.programme), ("date", arrival.date)
    said = (f"{kind} {value}" for kind, value in values if value is not None)
    return frozenset((*said, *(f"{kind} {sha256_at(path)}" for kind, path in arrival.texts)))


def _unread(arrival: Arrival, error: OSError) -> Refusal | Waiting:
    if isinstance(error, FileChanged):
        return Waiting(arrival.file, "changed while it was read")
    return Refusal(
        arrival.where, f"{error.filename or arrival.file} cannot be read: {error.strerror}"
    )
