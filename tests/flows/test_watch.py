"""A watched folder that people change at the same time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.catalogue.open import open_catalogue
from archive.queue.enqueue import enqueue
from archive.queue.jobs import Job
from archive.queue.stats import measure_queue
from flows.request import ProcessOptions
from flows.sources.arrival import Found
from flows.sources.folder import folder
from flows.sources.identify import IdentifiedArrival, identify
from transcripts.errors import UserError

ODD = "№ 1 (side A) – “Café”; rm -rf $HOME & 100%.mp3"
LETTER = "This is a letter, and no sound at all.\n" * 20


class Meanwhile:
    """A watch that changes the folder during each pass, as people would."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.looks = 0

    def look(self, place: Path) -> Iterator[Found]:
        """Check the folder as the watch does, and make changes while the watch waits."""
        self.looks += 1
        if self.looks == 1:
            yield from folder(place, settle=60, wait=self._first)
            return
        if not place.exists():
            yield from folder(place)
            return
        gone = self.place / "gone.mp3"
        gone.write_text(LETTER)
        listed = list(folder(place, settle=0))
        gone.unlink()  # before it was read
        yield from listed
        if self.looks == 3:
            shutil.rmtree(place)  # the drive is gone, which ends the watch

    def _first(self, _: float) -> None:
        with (self.place / "growing.mp3").open("a") as file:
            file.write("And on it goes.")
        (self.place / "before.mp3").rename(self.place / "after.mp3")
        (self.place / "lost.mp3").unlink()


def test_changes_in_a_watched_folder_are_handled(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import batch

    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    inbox, archive = tmp_path / "in", tmp_path / "archive"
    inbox.mkdir()
    for name in ("growing.mp3", "before.mp3", "lost.mp3", ODD):
        (inbox / name).write_text(f"{name}: {LETTER}")
    meanwhile = Meanwhile(inbox)
    monkeypatch.setattr(batch, "recordings_in", meanwhile.look)
    with pytest.raises(UserError, match=r"the folder .*/in does not exist"):
        batch.watch(str(inbox), every=0.01, archive=archive)
    assert meanwhile.looks == 4
    with open_catalogue(archive) as catalogue:
        now = measure_queue(catalogue)
    assert now.open == 0
    assert {f.file for f in now.quarantine} == {"growing.mp3", "after.mp3", ODD}
    assert all("cannot be decoded" in failed.reason for failed in now.quarantine)


def test_a_moved_recording_is_processed_at_its_new_place(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.batches.jobs import build_job, distinguishing_options
    from flows.batches.report import Unfinished
    from flows.catch_up import catch_up

    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    inbox, archive, options = tmp_path / "in", tmp_path / "archive", ProcessOptions()
    inbox.mkdir()
    letter = inbox / "letter.mp3"
    letter.write_text(LETTER)
    with open_catalogue(archive) as catalogue:

        def wanted() -> Job:
            (found,) = identify(catalogue, folder(inbox, settle=0), distinguishing_options(options))
            assert isinstance(found, IdentifiedArrival)
            return build_job(found, options)

        def reason() -> str:
            with pytest.raises(Unfinished):
                catch_up(archive=archive)
            (failed,) = measure_queue(catalogue).quarantine
            return failed.reason

        enqueue(catalogue, [wanted()], "a batch")
        letter.rename(inbox / "sent.mp3")
        assert "letter.mp3 does not exist" in reason()
        assert enqueue(catalogue, [wanted()], "a batch").enqueued == 1
        assert "sent.mp3 cannot be decoded" in reason()
        assert enqueue(catalogue, [wanted()], "a batch").failed == 1
