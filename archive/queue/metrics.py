"""The state of the queue for Prometheus, in its text format."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from sqlalchemy import func, select

from archive.database.connection import Catalogue
from archive.database.tables import LEFT_OUT, WORK
from archive.queue.preflight import list_host_faults
from archive.queue.stats import measure_queue
from archive.queue.throughput import measure_throughput

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

MOST_REASONS = 20
"""The maximum number of reasons with a series of their own; others are counted as "other"."""


def render_metrics(catalogue: Catalogue) -> bytes:
    """Return the metrics of an archive's queue in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Queue(catalogue))
    return generate_latest(registry)


class _Queue:
    """A collector that reads the catalogue whenever Prometheus asks."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def collect(self) -> Iterator[Metric]:
        """Yield every metric."""
        hour_ago = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="seconds")
        total = measure_queue(self._catalogue, limit=0)
        last_hour = measure_queue(self._catalogue, since=hour_ago, limit=0)
        jobs = GaugeMetricFamily("tapelog_jobs", "Recordings in the queue.", labels=["state"])
        for state in ("waiting", "running", "lost", "done", "failed"):
            jobs.add_metric([state], getattr(total, state))
        yield jobs
        yield CounterMetricFamily(
            "tapelog_audio_seconds", "Audio of the recordings that are done.", total.audio_seconds
        )
        yield CounterMetricFamily(
            "tapelog_processing_seconds",
            "Time that processing them took.",
            total.processing_seconds,
        )
        yield GaugeMetricFamily(
            "tapelog_hours_an_hour",
            "Hours of audio done in the last hour.",
            last_hour.audio_seconds / 3600,
        )
        speed = measure_throughput(self._catalogue).speed
        yield GaugeMetricFamily(
            "tapelog_speed", "Seconds of audio per second of one worker.", speed or 0.0
        )
        yield self._count_failures()
        with self._catalogue.reading() as connection:
            left_out = connection.scalar(select(func.count()).select_from(LEFT_OUT)) or 0
        yield GaugeMetricFamily("tapelog_left_out", "Entries that are not recordings.", left_out)
        faults = GaugeMetricFamily(
            "tapelog_host_faults",
            "Hosts that cannot use a folder or URL.",
            labels=["host", "place"],
        )
        for fault in list_host_faults(self._catalogue):
            faults.add_metric([fault.host, fault.place], 1)
        yield faults

    def _count_failures(self) -> Metric:
        failed = select(WORK.c.file, WORK.c.reason).where(WORK.c.state == "failed")
        with self._catalogue.reading() as connection:
            counts = Counter(_generalize_reason(*row) for row in connection.execute(failed))
        family = GaugeMetricFamily(
            "tapelog_failures", "Recordings in quarantine.", labels=["reason"]
        )
        common = dict(counts.most_common(MOST_REASONS))
        if other := counts.total() - sum(common.values()):
            common["other"] = common.get("other", 0) + other
        for reason, count in sorted(common.items()):
            family.add_metric([reason], count)
        return family


def _generalize_reason(file: str, reason: str) -> str:
    """Return a reason without the parts that differ from one recording to the next."""
    without_file = reason.replace(file, "FILE")
    without_paths = re.sub(r"\S*/\S*", "PATH", without_file)
    return re.sub(r"\d+(?:\.\d+)?", "N", without_paths)[:100]
