"""What the tests of the flows share: one Prefect server, and a short recording."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from archive.files import read_transcript
from flows import settings
from flows.run import run
from tests.conftest import ROOT
from transcripts.transcript import Transcript


@dataclass(frozen=True)
class House:
    """An archive in which recordings are processed by this very process: models stay loaded."""

    archive: Path

    def process(self, recording: Path, **given: object) -> Path:
        """Do what `tapelog process` does; gives the folder that was published."""
        asked = {"model": "tiny.en", **given}
        _, folder = run(archive=self.archive, recording=recording, **asked)
        return folder

    def transcript(self, recording: Path, **given: object) -> Transcript:
        """Give what is published of a recording."""
        return read_transcript(self.process(recording, **given))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one Prefect server for all: a command of its own waits longest for that."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "environ", os.environ.copy())
        settings.prepare(tmp_path_factory.mktemp("prefect"))
        from prefect.settings import PREFECT_API_URL
        from prefect.testing.utilities import prefect_test_harness

        with prefect_test_harness(server_startup_timeout=120):
            yield str(PREFECT_API_URL.value())


@pytest.fixture
def house(server: str, tmp_path: Path) -> Iterator[House]:
    """An empty archive."""
    from prefect.settings import PREFECT_LOCAL_STORAGE_PATH, temporary_settings

    archive = tmp_path / "archive"
    with temporary_settings({PREFECT_LOCAL_STORAGE_PATH: archive / "steps"}):
        yield House(archive)


@pytest.fixture(scope="session")
def sentence() -> Path:
    """A recording of one sentence."""
    return ROOT / "tests" / "audio" / "data" / "censor.ogg"
