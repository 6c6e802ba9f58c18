"""Record which arrivals were published, so that unchanged arrivals are skipped.

An arrival is a recording that a folder, list or feed offers, with its texts. Its facts are texts
such as "title Harbour Lights", or "transcript" with a sha256. If all facts of an arrival are known,
there is nothing to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from archive.database.connection import Catalogue, upsert
from archive.database.tables import ARRIVALS, RECORDINGS

Facts = frozenset[str]


def find_known_arrivals(
    catalogue: Catalogue, paths: Iterable[object]
) -> Mapping[str, tuple[str, Facts]]:
    """Return the sha256 and facts of published arrivals, by path or URL."""
    wanted = [str(path) for path in paths]
    with catalogue.reading() as connection:
        rows = connection.execute(select(ARRIVALS).where(ARRIVALS.c.path.in_(wanted))).all()
    return {row.path: (row.sha256, frozenset(row.facts)) for row in rows}


def load_published_facts(catalogue: Catalogue, sha256: str) -> tuple[Facts, ...]:
    """Return the facts of every published arrival with this sha256; () if there is none.

    A recording that a user published directly, without an arrival, has one empty set of facts.
    """
    with catalogue.reading() as connection:
        facts = connection.scalars(select(ARRIVALS.c.facts).where(ARRIVALS.c.sha256 == sha256))
        found = tuple(frozenset(each) for each in facts)
        if found:
            return found
        published = connection.scalar(
            select(RECORDINGS.c.published).where(RECORDINGS.c.sha256 == sha256)
        )
    return () if published is None else (frozenset(),)


def record_arrival(
    catalogue: Catalogue, path: object, sha256: str, facts: Facts, published_at: str
) -> None:
    """Record that the arrival at this path or URL was published with these facts.

    `published_at` is ISO 8601.
    """
    record_arrivals(catalogue, [(path, sha256, facts)], published_at)


def record_arrivals(
    catalogue: Catalogue, arrivals: Iterable[tuple[object, str, Facts]], published_at: str
) -> None:
    """Record several arrivals at once."""
    rows = [
        {"path": str(path), "sha256": sha256, "facts": sorted(facts), "at": published_at}
        for path, sha256, facts in arrivals
    ]
    if rows:
        with catalogue.writing() as connection:
            upsert(connection, ARRIVALS, rows)
