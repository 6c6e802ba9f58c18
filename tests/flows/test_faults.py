"""A recording goes back to the queue if the machine failed, and to quarantine if it is faulty."""

from __future__ import annotations

import errno
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from prefect.logging import disable_run_logger

from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue, Unavailable
from archive.queue.enqueue import enqueue
from archive.queue.jobs import Job, Worker, claim
from archive.queue.left_out import list_left_out
from archive.queue.preflight import IDENTITY_FILE, check_mounted, list_host_faults
from archive.queue.stats import measure_queue
from archive.storage.errors import StorageFault, Unreachable
from flows.batches.drain import QueueDrain
from flows.batches.intake import report_if_nothing_new
from flows.batches.jobs import (
    PublishedRecording,
    describe_unmounted,
    is_environmental,
    unmounted_folder,
)
from flows.batches.messages import DrainResult
from flows.batches.options import BatchOptions
from flows.commands.status import lines
from flows.sources.manifest import manifest
from transcripts.errors import UserError

DONE = PublishedRecording(4.0, 1.0, "0:04")


@dataclass(frozen=True)
class Ended:
    """A Future that is already done, in place of that of a flow run."""

    outcome: object

    def add_done_callback(self, call: Callable[[Any], None]) -> None:
        call(self)

    def result(self, raise_on_failure: bool) -> object:
        assert not raise_on_failure
        return self.outcome

    def __hash__(self) -> int:
        return id(self)


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalogue]:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    with open_catalogue(tmp_path / "archive") as opened, disable_run_logger():
        yield opened


def queued(catalogue: Catalogue, *files: Path) -> None:
    jobs = [
        Job(
            f"R{n}",
            file.name,
            "k",
            {"request": {"recording": str(file)}, "sha256": "0" * 64, "facts": []},
        )
        for n, file in enumerate(files)
    ]
    enqueue(catalogue, jobs, "b")


def drained(catalogue: Catalogue, outcomes: dict[str, object]) -> DrainResult:
    """Drain the queue; recordings have the `outcomes` given for them, or are published."""

    def submit(file: str, job: Job, archive: Path) -> Ended:
        outcome = outcomes.get(file, DONE)
        return Ended(outcome() if callable(outcome) else outcome)

    worker = Worker("ann", "run")
    return QueueDrain(catalogue, worker, 1, lambda: measure_queue(catalogue).open, submit).run()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name in ("a.mp3", "b.mp3", "c.mp3"):
        (folder / name).write_bytes(b"sound")
    return folder


@pytest.mark.parametrize(
    "fault",
    [
        StorageFault("cannot write: the disk is full"),
        Unreachable("s3 does not answer"),
        Unavailable("the database is away"),
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.ESTALE, "Stale file handle"),
    ],
)
def test_a_machine_fault_stops_the_batch_and_costs_no_attempt(
    catalogue: Catalogue, inbox: Path, fault: Exception
) -> None:
    queued(catalogue, *sorted(inbox.iterdir()))
    drain = drained(catalogue, {"b.mp3": fault})
    now = measure_queue(catalogue)
    assert (now.done, now.failed, now.waiting) == (1, 0, 2)
    assert drain.failed == []
    assert str(fault).split("] ")[-1].split()[0] in str(drain.stopped)
    (waits,) = now.put_back
    assert waits.file == "b.mp3"
    assert f"    b.mp3 (R1) back in the queue: {waits.reason}" in list(lines(now, now))
    ben = Worker("ben", "run")
    claimed = [claim(catalogue, ben) for _ in range(2)]
    assert [job.file for job in claimed if job] == ["c.mp3", "b.mp3"]  # behind the others
    assert [running.tries for running in measure_queue(catalogue).running_jobs] == [1, 1]
    assert measure_queue(catalogue).put_back == ()


@pytest.mark.parametrize("fault", [UserError("is empty"), ValueError("a bug"), OSError("odd")])
def test_recording_faults_are_not_machine_faults(fault: Exception) -> None:
    assert not is_environmental(fault)


def test_an_unmounted_inbox_quarantines_nothing(catalogue: Catalogue, tmp_path: Path) -> None:
    inbox = tmp_path / "not mounted"
    queued(catalogue, *(inbox / name for name in ("a.mp3", "b.mp3", "c.mp3")))
    drain = drained(catalogue, {})
    now = measure_queue(catalogue)
    assert (now.waiting, now.failed, now.done) == (3, 0, 0)
    assert drain.put_back == {"R0": describe_unmounted(inbox)}  # only the first was claimed
    (fault,) = list_host_faults(catalogue)
    assert (fault.host, fault.place) == (platform.node(), str(inbox))
    assert f"    {fault.host} since" in "\n".join(lines(now, now, faults=(fault,)))
    inbox.mkdir()
    for name in ("a.mp3", "b.mp3", "c.mp3"):
        (inbox / name).write_bytes(b"sound")
    drained(catalogue, {})
    assert measure_queue(catalogue).done == 3
    assert list_host_faults(catalogue) == ()


@pytest.mark.parametrize(
    ("made", "recording", "expected"),
    [
        ("share/a.mp3", "share/a.mp3", None),
        ("share/b.mp3", "share/a.mp3", None),  # deleted
        ("share", "share/1987/tapes/a.mp3", "share"),
        ("share/b.mp3", "share/1987/tapes/a.mp3", "share/1987"),
    ],
)
def test_the_outermost_unmounted_folder_is_found(
    tmp_path: Path, made: str, recording: str, expected: str | None
) -> None:
    place = tmp_path / made
    (place.parent if place.suffix else place).mkdir(exist_ok=True)
    if place.suffix:
        place.write_bytes(b"sound")
    found = unmounted_folder(tmp_path / recording)
    assert found == (tmp_path / expected if expected else None)


def test_a_missing_inbox_does_not_block_others(
    catalogue: Catalogue, inbox: Path, tmp_path: Path
) -> None:
    queued(catalogue, tmp_path / "empty" / "z.mp3", *sorted(inbox.iterdir()))
    (tmp_path / "empty").mkdir()
    drained(catalogue, {})
    now = measure_queue(catalogue)
    assert (now.done, now.waiting, now.failed) == (3, 1, 0)


def test_a_deleted_file_goes_into_quarantine(catalogue: Catalogue, inbox: Path) -> None:
    queued(catalogue, inbox / "gone.mp3")
    drained(catalogue, {"gone.mp3": UserError("gone.mp3 does not exist")})
    assert measure_queue(catalogue).failed == 1


def test_a_job_with_a_newer_text_is_not_reported_as_quarantined(
    catalogue: Catalogue, inbox: Path
) -> None:
    file = inbox / "a.mp3"
    queued(catalogue, file)

    def changed_meanwhile() -> UserError:
        claim(catalogue, Worker("nobody", "run"))
        asked = {"request": {"recording": str(inbox / "new.mp3")}, "sha256": "0" * 64, "facts": []}
        enqueue(catalogue, [Job("R0", "new.mp3", "k2", asked)], "b")
        return UserError("is not decodable")

    (inbox / "new.mp3").write_bytes(b"sound")
    drain = drained(catalogue, {"a.mp3": changed_meanwhile})
    assert drain.failed == []
    assert measure_queue(catalogue).done == 1


def test_an_archive_unmounted_during_processing_does_not_count_as_done(
    catalogue: Catalogue, inbox: Path
) -> None:
    queued(catalogue, inbox / "a.mp3")

    def unmount() -> PublishedRecording:
        (catalogue.archive / IDENTITY_FILE).unlink()
        return DONE

    drain = drained(catalogue, {"a.mp3": unmount})
    now = measure_queue(catalogue)
    assert (now.done, now.waiting) == (0, 1)
    assert "is not mounted" in str(drain.stopped)
    assert [fault.place for fault in list_host_faults(catalogue)] == [str(catalogue.archive)]


def test_a_host_without_the_archive_claims_nothing(catalogue: Catalogue, inbox: Path) -> None:
    queued(catalogue, *sorted(inbox.iterdir()))
    check_mounted(catalogue)
    (catalogue.archive / IDENTITY_FILE).unlink()
    drain = drained(catalogue, {})
    now = measure_queue(catalogue)
    assert (now.waiting, now.put_back, drain.put_back) == (3, (), {})
    assert [fault.place for fault in list_host_faults(catalogue)] == [str(catalogue.archive)]


def test_catch_up_claims_nothing_without_the_archive(
    catalogue: Catalogue, inbox: Path, server: str
) -> None:
    from flows.batches.report import Unfinished
    from flows.catch_up import catch_up

    queued(catalogue, *sorted(inbox.iterdir()))
    check_mounted(catalogue)
    (catalogue.archive / IDENTITY_FILE).write_text("another\n")
    with pytest.raises(Unfinished, match="belongs to another database"):
        catch_up(archive=catalogue.archive)
    assert measure_queue(catalogue).waiting == 3


def test_an_idle_pass_stores_the_entries_left_out(catalogue: Catalogue, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("file\nlost.mp3\n")
    found = manifest(tmp_path / "list.csv", settle=0)
    report = report_if_nothing_new("the list", found, BatchOptions(catalogue.archive))
    assert report is not None
    number, (entry,) = list_left_out(catalogue)
    assert (number, entry.source, entry.entry) == (1, "the list", report.refused[0])
    assert "lost.mp3 does not exist" in entry.entry
