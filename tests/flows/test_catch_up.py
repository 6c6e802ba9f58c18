"""Flow runs that found nothing to do are deleted later; a command without work starts no server."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.catalogue.open import open_catalogue
from flows.cli import main


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty archive."""
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    with open_catalogue(tmp_path):
        return tmp_path


def test_idle_runs_are_deleted(server: str, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowFilter, FlowFilterName

    from flows import catch_up as idle
    from flows.catch_up import catch_up

    def runs() -> list[str | None]:
        with get_client(sync_client=True) as client:
            mine = FlowFilter(name=FlowFilterName(any_=["catch up"]))
            found = client.read_flow_runs(flow_filter=mine)
        return [run.state_name for run in found if run.state_name == idle.IDLE]

    assert catch_up(archive=archive) is None
    assert catch_up(archive=archive) is None
    assert len(runs()) >= 2
    monkeypatch.setattr(idle, "IDLE_RETENTION", timedelta(0))
    assert catch_up(archive=archive) is None
    assert len(runs()) == 1


def test_an_idle_command_starts_no_server(archive: Path) -> None:
    ran = CliRunner().invoke(main, ["batch", "--archive", str(archive)])
    assert (ran.exit_code, ran.stdout) == (0, "the queue is empty\n")
    assert not (archive / "prefect").exists()
