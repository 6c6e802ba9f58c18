"""Fixtures of the feed tests: a server, an archive, and one pass through the feed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue
from flows.sources.arrival import Arrival, Refusal
from flows.sources.feed import feed
from flows.sources.http_client import RetryPolicy
from tests.flows.sources.podcasts import POLICY, Podcaster, Read, podcaster


@pytest.fixture
def server() -> Iterator[Podcaster]:
    with podcaster() as running:
        yield running


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty catalogue, copied because creating tables takes longest."""
    place = tmp_path_factory.mktemp("empty")
    with open_catalogue(place, f"sqlite:///{place}/catalogue.sqlite"):
        return place


@pytest.fixture
def archive(empty: Path, tmp_path: Path) -> Iterator[Catalogue]:
    place = shutil.copytree(empty, tmp_path / "archive")
    with open_catalogue(place, f"sqlite:///{place}/catalogue.sqlite") as catalogue:
        yield catalogue


@pytest.fixture
def read(server: Podcaster, archive: Catalogue, tmp_path: Path) -> Read:
    """Read the feed once; return the arrivals and the refusals."""

    def once(
        address: str = "",
        policy: RetryPolicy = POLICY,
        waits: list[float] | None = None,
        **more: int,
    ) -> tuple[list[Arrival], list[Refusal]]:
        wait = (waits if waits is not None else []).append
        address = address or f"{server.address}/feed"
        found = list(feed(address, archive, tmp_path / "feeds", policy=policy, wait=wait, **more))
        return (
            [each for each in found if isinstance(each, Arrival)],
            [each for each in found if isinstance(each, Refusal)],
        )

    return once
