"""Batches: bad files do not stop the others, nothing is repeated, and people are notified."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from archive.catalogue.append import NewEdit, append
from archive.catalogue.current import load_snapshot
from archive.catalogue.open import open_catalogue
from archive.check import check
from archive.queue.jobs import retry
from archive.queue.stats import QueueStats, measure_queue
from archive.storage.published import read_transcript
from flows.commands.status import lines
from flows.request import ProcessOptions
from flows.sources.manifest import manifest
from tests.flows.pieces import bad, listed, piece
from tests.flows.receiver import Told, receiver
from transcripts.edits.kinds.speakers import SetName

pytestmark = pytest.mark.models

GOOD = {"one.wav": (3.0, 4.0), "two.wav": (30.0, 4.0), "three.wav": (60.0, 4.0)}
TINY = ProcessOptions(model="tiny.en")


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    """A receiver of notifications on this machine."""
    with receiver() as told, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAPELOG_WEBHOOK", told.address)
        yield told


@dataclass
class Batches:
    """An archive, a list of good and bad recordings, and the report of its first batch."""

    archive: Path
    list: Path
    reasons: dict[str, str]
    first: Any = None

    def __call__(self) -> Any:
        """Run a batch over the list; return its report."""
        from flows.batch import batch
        from flows.batches.report import Unfinished

        try:
            return batch(source=str(self.list), options=TINY, archive=self.archive)
        except Unfinished as unfinished:
            return unfinished.summary

    def tally(self) -> QueueStats:
        """Return the statistics of the queue."""
        with open_catalogue(self.archive) as catalogue:
            return measure_queue(catalogue)


@pytest.fixture(scope="module")
def batches(server: str, told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Batches]:
    from prefect.settings import PREFECT_LOCAL_STORAGE_PATH, temporary_settings

    batch = import_module("flows.batch")
    home = tmp_path_factory.mktemp("batches")
    for name, (start, seconds) in GOOD.items():
        piece(home / name, start, seconds)
    reasons = bad(home)
    (home / "copy.wav").write_bytes((home / "one.wav").read_bytes())
    names = [*GOOD, "copy.wav", *reasons, "gone.wav"]
    made = Batches(
        home / "archive", listed(home / "list.jsonl", (home / n for n in names)), reasons
    )
    kept = temporary_settings({PREFECT_LOCAL_STORAGE_PATH: made.archive / "steps"})
    with kept, pytest.MonkeyPatch.context() as patch:
        # The files are complete, so that the batch need not wait until they stop changing.
        patch.setattr(batch, "list_source_items", lambda source: manifest(Path(source), settle=0))
        made.first = made()
        yield made


def test_bad_recordings_go_into_quarantine_with_reasons(
    batches: Batches,
) -> None:
    summary = batches.first
    assert (summary.done, summary.skipped, summary.quarantined) == (3, 1, 0)
    assert summary.sound == pytest.approx(12.0)
    assert {f.file: batches.reasons[f.file] in f.reason for f in summary.failed} == dict.fromkeys(
        batches.reasons, True
    )
    assert [line for line in summary.refused if "gone.wav" in line]
    assert len(list((batches.archive / "published").iterdir())) == 3
    with open_catalogue(batches.archive) as catalogue:
        assert list(check(catalogue)) == []


def test_a_batch_that_needs_attention_sends_a_notification(batches: Batches, told: Told) -> None:
    message = told.messages.get(timeout=60)
    assert message["run"] == f"batch of {batches.list}"
    assert "3 recordings published, 3 in quarantine" in message["text"]
    assert {f["file"] for f in message["failed"]} == batches.reasons.keys()


def test_status_fits_on_one_screen(batches: Batches) -> None:
    now = batches.tally()
    screen = list(lines(now, now))
    assert screen[:2] == ["waiting  0", "running  0"]
    assert "failed   3, in quarantine until `tapelog retry`" in screen
    assert len(screen) < 24


def test_a_second_run_does_nothing_and_needs_no_server(batches: Batches) -> None:
    from flows.batches.intake import list_source_items, report_if_nothing_new
    from flows.batches.options import BatchOptions

    before = batches.tally()
    summary = batches()
    assert (summary.did_nothing, summary.skipped, summary.quarantined) == (True, 4, 3)
    assert summary.summary_line.startswith(
        "nothing to do: 4 published before, 3 already in quarantine"
    )
    assert batches.tally() == before
    quick = report_if_nothing_new(
        str(batches.list), list_source_items(str(batches.list)), BatchOptions(batches.archive, TINY)
    )
    assert quick is not None
    assert quick.summary_line == summary.summary_line


def test_each_recording_is_a_task_with_its_name_state_and_reason(batches: Batches) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterName

    with get_client(sync_client=True) as client:
        mine = FlowRunFilter(name=FlowRunFilterName(any_=[f"batch of {batches.list}"]))
        runs = client.read_flow_runs(flow_run_filter=mine)
        tasks = client.read_task_runs(flow_run_filter=mine)
    assert {run.state_name for run in runs} == {"Failed", "Completed"}
    of = {task.name: task for task in tasks if task.name in {*GOOD, *batches.reasons}}
    assert {name for name, task in of.items() if task.state_name == "Completed"} == set(GOOD)
    for name, reason in batches.reasons.items():
        assert of[name].state_name == "Failed"
        assert of[name].state is not None
        assert reason in str(of[name].state.message)


def test_retried_recordings_are_processed_by_the_next_run(batches: Batches) -> None:
    from flows.batches.report import Unfinished
    from flows.catch_up import catch_up

    with open_catalogue(batches.archive) as catalogue:
        assert len(retry(catalogue)) == 3
    with pytest.raises(Unfinished, match="3 in quarantine"):
        catch_up(archive=batches.archive)
    assert batches.tally().failed == 3
    assert catch_up(archive=batches.archive) is None


def test_a_nearly_full_disk_starts_no_recording(
    batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.batches import jobs

    with open_catalogue(batches.archive) as catalogue:
        retry(catalogue)
    monkeypatch.setattr(jobs, "MIN_FREE_SPACE", 10**18)
    summary = batches()
    assert "MB are needed; free some space" in summary.stopped
    now = batches.tally()
    assert (now.waiting, now.running, now.failed) == (3, 0, 0)


def test_edits_are_republished_by_a_flow(batches: Batches) -> None:
    from flows.republish import republish

    recording = min(path.name for path in (batches.archive / "published").iterdir())
    with open_catalogue(batches.archive) as catalogue:
        speaker = load_snapshot(catalogue, recording).transcript.speakers[0].id
        decision = NewEdit(
            SetName(speaker, "Jo Fane"), "Ann", "2026-01-01T00:00:00+00:00", base_revision=0
        )
        append(catalogue, recording, decision)
    assert republish(archive=batches.archive) == 1
    assert read_transcript(batches.archive / "published" / recording).speakers[0].name == "Jo Fane"
    assert republish(archive=batches.archive) == 0
