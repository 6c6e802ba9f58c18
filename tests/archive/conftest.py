"""Fixtures that run the same tests on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from archive.catalogue.open import open_catalogue
from archive.check import check
from archive.database.connection import Catalogue
from archive.publishing.republish import ingest_and_publish
from tests.archive.catalogue.postgres import server
from tests.lamplight import EXAMPLE

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str | None:
    """The URL of an empty database; None for the SQLite file in the archive's folder."""
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    if request.param == "sqlite":
        return None
    url: str = request.getfixturevalue("postgres")
    schema = f"t{next(_NUMBERS)}"
    with psycopg.connect(url) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
    return f"{url}&options=-csearch_path%3D{schema}"


@pytest.fixture
def catalogue(tmp_path: Path, database: str | None) -> Iterator[Catalogue]:
    with open_catalogue(tmp_path / "archive", database) as opened:
        yield opened


@pytest.fixture
def audio(tmp_path: Path) -> Path:
    path = tmp_path / "copy.m4a"
    path.write_bytes(b"sound" * 1000)
    return path


@pytest.fixture
def published(
    catalogue: Catalogue, audio: Path, database: str | None, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The folder of the example recording, ingested and published."""
    if database:
        monkeypatch.setenv("TAPELOG_DATABASE", database)
    folder = catalogue.archive / "published" / EXAMPLE.recording.id
    assert ingest_and_publish(EXAMPLE, audio, folder, catalogue.archive) == EXAMPLE
    return folder


def problems(catalogue: Catalogue) -> list[str]:
    return [str(problem) for problem in check(catalogue)]
