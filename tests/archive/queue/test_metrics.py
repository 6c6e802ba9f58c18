"""Prometheus reads the state of the queue, and the dashboard asks for metrics that exist."""

from __future__ import annotations

import json
import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from archive.database.connection import Catalogue
from archive.queue.enqueue import enqueue
from archive.queue.jobs import Job, Worker, claim, fail, finish
from archive.queue.left_out import record_left_out
from archive.queue.metrics import MOST_REASONS, render_metrics
from archive.queue.preflight import record_fault
from tests.conftest import ROOT

ANN = Worker("ann", "run")


def values(catalogue: Catalogue) -> dict[tuple[str, ...], float]:
    """Return the metrics by name and labels."""
    text = render_metrics(catalogue).decode()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def failed(catalogue: Catalogue, number: int, reason: str) -> None:
    enqueue(catalogue, [Job(f"F{number}", f"tape {number}.wav", "k", {})], "b")
    job = claim(catalogue, ANN)
    assert job is not None
    assert fail(catalogue, ANN, job, reason)


def test_the_queue_is_counted(catalogue: Catalogue) -> None:
    failed(catalogue, 0, "is empty")
    enqueue(catalogue, [Job(f"R{n}", f"{n}.wav", "k", {}) for n in range(3)], "b")
    for _ in range(2):
        job = claim(catalogue, ANN)
    assert job is not None
    finish(catalogue, ANN, job, 3600.0, 1800.0)
    record_left_out(catalogue, "/in", ["x: is empty", "y: is empty"])
    record_fault(catalogue, "/in", "is not mounted")
    found = values(catalogue)
    jobs = {state: found["tapelog_jobs", state] for state in ("waiting", "running", "done")}
    assert jobs == {"waiting": 1, "running": 1, "done": 1}
    assert found["tapelog_audio_seconds_total",] == 3600
    assert found["tapelog_processing_seconds_total",] == 1800
    assert found["tapelog_hours_an_hour",] == 1
    assert found["tapelog_speed",] == 2
    assert found["tapelog_left_out",] == 2
    assert [name for name in found if name[0] == "tapelog_host_faults"]


def test_failures_are_counted_by_kind_and_not_by_recording(catalogue: Catalogue) -> None:
    for number in range(3):
        failed(catalogue, number, f"/in/tape {number}.wav has 0.{number} s of sound")
    failed(catalogue, 3, "no speech was found")
    assert {
        name[1]: n for name, n in values(catalogue).items() if name[0] == "tapelog_failures"
    } == {
        "PATH has N s of sound": 3,
        "no speech was found": 1,
    }


def test_the_number_of_series_is_limited(catalogue: Catalogue) -> None:
    for number in range(MOST_REASONS + 5):
        failed(catalogue, number, "bad " + "x" * number)
    counts = {n[1]: v for n, v in values(catalogue).items() if n[0] == "tapelog_failures"}
    assert len(counts) == MOST_REASONS + 1
    assert counts["other"] == 5


def test_the_dashboard_asks_for_metrics_that_exist(catalogue: Catalogue) -> None:
    failed(catalogue, 0, "is empty")
    record_fault(catalogue, "/in", "is not mounted")
    known = {name[0] for name in values(catalogue)}
    board = json.loads((Path(ROOT) / "monitoring" / "grafana.json").read_text())
    asked = {
        name
        for panel in board["panels"]
        for target in panel["targets"]
        for name in re.findall(r"tapelog_\w+", target["expr"])
    }
    assert len(asked) == 5
    assert asked <= known
