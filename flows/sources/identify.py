"""Know a recording by its bytes, and tell whether there is anything to do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Literal

from archive.catalogue.arrivals import Facts, arrive, arrived, published
from archive.catalogue.files import Changing, Known, Look, known, learn
from archive.catalogue.open import Catalogue
from audio.checkpoints.store import sha256_of
from audio.sound.recording import recording_id
from flows.sources.arrival import Arrival, Found, Refusal, Waiting

# The catalogue is asked for this many recordings at once: 100,000 are 200 questions.
_CHUNK = 500

News = Literal["new", "changed", "twice", "done"]
"""Bytes never published; published without something that came now; the same as one before in this
pass; nothing to do."""


@dataclass(frozen=True, slots=True)
class Identified:
    """An arrival, the bytes of its recording, and what is new about it."""

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
        """The same for the same bytes, texts, titles and options on every machine."""
        given = "\n".join((self.sha256, *sorted(self.facts)))
        return hashlib.sha256(given.encode()).hexdigest()


def identify(
    catalogue: Catalogue, found: Iterable[Found], options: Mapping[str, str] | None = None
) -> Iterator[Identified | Refusal | Waiting]:
    """Tell of every arrival whether it is new; refusals and what is waiting pass through.

    Only files that changed since the last look are read. `options` count as facts: with another
    model, say, everything is "changed". What comes twice in one pass is new once.
    """
    given = frozenset(f"{name} {value}" for name, value in (options or {}).items())
    coming: dict[str, list[Facts]] = {}
    several = iter(found)
    while chunk := list(islice(several, _CHUNK)):
        yield from _chunk(catalogue, chunk, given, coming)


def note_done(catalogue: Catalogue, done: Identified) -> None:
    """Note that this was published, so that it is not done again."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    arrive(catalogue, done.arrival.file, done.sha256, done.facts, now)


def _chunk(
    catalogue: Catalogue, found: list[Found], given: Facts, coming: dict[str, list[Facts]]
) -> Iterator[Identified | Refusal | Waiting]:
    arrivals = [each for each in found if isinstance(each, Arrival)]
    files = known(catalogue, dict.fromkeys(path for each in arrivals for path in _paths(each)))
    before = arrived(catalogue, (each.file for each in arrivals))
    for each in found:
        if not isinstance(each, Arrival):
            yield each
            continue
        try:
            sha256 = _sha256(catalogue, files, each.file)
            facts = given | _facts(catalogue, files, each)
        except OSError as error:
            yield _unread(each, error)
            continue
        from_here = before.get(str(each.file))
        yield _judged(catalogue, Identified(each, sha256, facts, "done"), from_here, coming)


def _judged(
    catalogue: Catalogue,
    each: Identified,
    from_here: tuple[str, Facts] | None,
    coming: dict[str, list[Facts]],
) -> Identified:
    sha256, facts = from_here or (None, frozenset())
    if sha256 == each.sha256 and each.facts <= facts:
        return each
    if any(each.facts <= earlier for earlier in coming.get(each.sha256, ())):
        return replace(each, news="twice")
    # What this path had last counts alone: whoever takes a text back to an earlier one means it.
    former = (facts,) if sha256 == each.sha256 else published(catalogue, each.sha256)
    if any(each.facts <= earlier for earlier in former):
        note_done(catalogue, each)
        return each
    coming.setdefault(each.sha256, []).append(each.facts)
    return replace(each, news="changed" if former else "new")


def _paths(arrival: Arrival) -> tuple[Path, ...]:
    return (arrival.file, *(path for _, path in arrival.texts))


def _sha256(catalogue: Catalogue, files: Known, path: Path) -> str:
    look, sha256 = files.get(str(path), (None, ""))
    return sha256 if look == Look.at(path) else learn(catalogue, path, sha256_of)


def _facts(catalogue: Catalogue, files: Known, arrival: Arrival) -> Facts:
    values = ("title", arrival.title), ("programme", arrival.programme), ("date", arrival.date)
    said = frozenset(f"{kind} {value}" for kind, value in values if value is not None)
    return said | frozenset(
        f"{kind} {_sha256(catalogue, files, path)}" for kind, path in arrival.texts
    )


def _unread(arrival: Arrival, error: OSError) -> Refusal | Waiting:
    if isinstance(error, Changing):
        return Waiting(arrival.file, "changed while it was read")
    return Refusal(arrival.where, f"{error.filename} cannot be read: {error.strerror}")
