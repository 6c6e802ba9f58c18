"""The flow for podcast feeds; feeds themselves are tested in sources/test_feed.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.sources.podcasts import podcaster


def test_the_password_of_a_feed_is_in_no_report(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowFilter, FlowFilterName

    from flows.batch import feed

    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    with podcaster() as running:
        running.feed()
        address = f"{running.address}/feed"
        monkeypatch.setenv("TAPELOG_SECRET_RIVER", address.replace("//", "//ann:secret@"))
        summary = feed("secret:river", archive=tmp_path)
        assert running.asked[0][1]["authorization"].startswith("Basic ")
    assert (summary.source, summary.did_nothing) == (address, True)
    with get_client(sync_client=True) as client:
        mine = FlowFilter(name=FlowFilterName(any_=["feed"]))
        assert "feed secret:river" in {run.name for run in client.read_flow_runs(flow_filter=mine)}
