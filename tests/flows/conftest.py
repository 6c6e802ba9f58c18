"""Fixtures of the flow tests: an archive in this process, and a short recording."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from archive.storage.published import read_transcript
from flows.run import run
from tests.command import Ran, Tapelog, run_here
from tests.conftest import ROOT
from transcripts.transcript import Transcript


@dataclass(frozen=True)
class House:
    """An archive whose recordings are processed in this process, so that models stay loaded."""

    archive: Path

    def process(self, recording: Path, **given: object) -> Path:
        """Do the same as `tapelog process`; return the published folder."""
        asked = {"model": "tiny.en", **given}
        _, folder = run(archive=self.archive, recording=recording, **asked)
        return folder

    def transcript(self, recording: Path, **given: object) -> Transcript:
        """Process a recording and return its published transcript."""
        return read_transcript(self.process(recording, **given))


@pytest.fixture
def house(server: str, tmp_path: Path) -> Iterator[House]:
    """An empty archive."""
    from prefect.settings import PREFECT_LOCAL_STORAGE_PATH, temporary_settings

    archive = tmp_path / "archive"
    with temporary_settings({PREFECT_LOCAL_STORAGE_PATH: archive / "steps"}):
        yield House(archive)


@pytest.fixture
def here(tapelog: Tapelog, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Ran]]:
    """Run `tapelog` in this process on the archive that all tests share; models stay loaded."""
    from prefect.settings import PREFECT_LOCAL_STORAGE_PATH, temporary_settings

    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    monkeypatch.setenv("TAPELOG_ARCHIVE", str(tapelog.archive))
    with temporary_settings({PREFECT_LOCAL_STORAGE_PATH: tapelog.archive / "steps"}):
        yield run_here


@pytest.fixture(scope="session")
def sentence() -> Path:
    """A recording of one sentence."""
    return ROOT / "tests" / "audio" / "data" / "censor.ogg"
