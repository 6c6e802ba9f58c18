"""A plan counts what waits in a source, and uses the measured speed of this archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue
from archive.queue.arrivals import record_arrival
from archive.queue.throughput import Throughput
from flows.cli import main
from flows.planning import Plan, make_plan
from flows.sources.folder import folder
from tests.flows.pieces import piece


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalogue]:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    with open_catalogue(tmp_path / "archive") as opened:
        yield opened


def test_new_recordings_are_counted_by_their_headers(catalogue: Catalogue, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name in ("a.wav", "b.wav", "known.wav"):
        piece(inbox / name, 3.0, 4.0)
    (inbox / "empty.wav").touch()
    (inbox / "letter.mp3").write_text("no sound\n" * 100)
    record_arrival(catalogue, inbox / "known.wav", "0" * 64, frozenset(), "2026-01-01T00:00:00")
    plan = make_plan(catalogue, folder(inbox, settle=0), workers=2, price=0.5)
    assert (plan.new_recordings, plan.published_recordings, plan.unreadable_recordings) == (2, 1, 2)
    assert plan.seconds == pytest.approx(8.0)
    assert plan.hours_of_work is None
    assert "not measured yet" in list(plan.lines())[-1]


def test_time_disk_and_cost_follow_from_the_measured_speed() -> None:
    plan = Plan(10, 36_000.0, 3, 0, Throughput(50, 7200.0, 3600.0), 1e5, workers=2, price=0.5)
    assert plan.hours_of_work == pytest.approx(2.5)
    assert list(plan.lines()) == [
        "waiting    10 recordings, 10.0 h",
        "published  3 before",
        "speed      2.00 times real time with one worker, measured on 50 recordings",
        "time       2.5 h with 2 workers, 0.1 days",
        "disk       3.60 GB of published files",
        "cost       2.50, at 0.5 for an hour of a worker",
    ]


def test_the_command_prints_a_plan(catalogue: Catalogue, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("file\ngone.mp3\n")
    arguments = ["plan", str(tmp_path / "list.csv"), "--archive", str(catalogue.archive)]
    ran = CliRunner().invoke(main, arguments)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout.startswith("waiting    0 recordings, 0.0 h\n")
    assert "left out   1" in ran.stdout
