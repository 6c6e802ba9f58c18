"""How fast recordings were processed, measured from the jobs that are done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from archive.database.connection import Catalogue
from archive.database.tables import WORK

NEWEST = 500
"""The number of jobs measured: those that ended last."""


@dataclass(frozen=True, slots=True)
class Throughput:
    """Seconds of audio that were processed, and seconds that workers spent on processing them."""

    jobs: int = 0
    audio_seconds: float = 0.0
    busy_seconds: float = 0.0

    @property
    def speed(self) -> float | None:
        """Seconds of audio per second of one busy worker; None if nothing was measured."""
        return self.audio_seconds / self.busy_seconds if self.busy_seconds else None


def measure_throughput(catalogue: Catalogue, limit: int = NEWEST) -> Throughput:
    """Measure the jobs that ended last; time in which a worker had two jobs at once counts once."""
    measured = WORK.c.state == "done", WORK.c.took.is_not(None), WORK.c.seconds.is_not(None)
    newest = select(WORK).where(*measured).order_by(WORK.c.changed.desc(), WORK.c.recording)
    with catalogue.reading() as connection:
        rows = connection.execute(newest.limit(limit)).all()
    spans: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        end = datetime.fromisoformat(row.changed).timestamp()
        spans.setdefault(row.run or "", []).append((end - row.took, end))
    busy = sum(_measure_covered_seconds(each) for each in spans.values())
    return Throughput(len(rows), sum(row.seconds for row in rows), busy)


def _measure_covered_seconds(spans: Iterable[tuple[float, float]]) -> float:
    """Return the length of the union of some spans of time."""
    covered, reached = 0.0, float("-inf")
    for start, end in sorted(spans):
        covered += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return covered
