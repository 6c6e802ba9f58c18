"""New archives get a copy of an empty database for Prefect's temporary server."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from flows.empty_database import cache_empty_database, copy_empty_database


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive whose server has just created its database."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    home = new_home(tmp_path, monkeypatch, "first")
    assert copy_empty_database(), "there is nothing to copy yet"
    with closing(sqlite3.connect(home / "prefect.db")) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE flow (id)")
        database.commit()
        cache_empty_database()
        database.execute("INSERT INTO flow VALUES (1)")
        database.commit()
    return home


def new_home(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> Path:
    home = folder / name
    home.mkdir()
    monkeypatch.setenv("PREFECT_HOME", str(home))
    return home


def flows(home: Path) -> int:
    """Count the rows of the table `flow`, the only table of the stand-in database."""
    with closing(sqlite3.connect(home / "prefect.db")) as database:
        return int(database.execute("SELECT count(*) FROM flow").fetchone()[0])


def test_a_new_archive_gets_the_tables_and_no_rows(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = new_home(tmp_path, monkeypatch, "second")
    assert not copy_empty_database()
    assert (flows(home), flows(second)) == (1, 0)
    assert [path.name for path in second.iterdir()] == ["prefect.db"]
    assert stat.S_IMODE((second / "prefect.db").stat().st_mode) == 0o600


def test_an_existing_database_is_never_replaced(home: Path) -> None:
    assert not copy_empty_database()
    assert flows(home) == 1


def test_a_database_elsewhere_is_left_alone(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = new_home(tmp_path, monkeypatch, "second")
    monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", "sqlite+aiosqlite:///elsewhere.db")
    assert not copy_empty_database()
    cache_empty_database()
    assert list(second.iterdir()) == []
    assert home.exists()


def test_a_database_of_another_version_is_not_used(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.empty_database.version", lambda _name: "9.9.9")
    second = new_home(tmp_path, monkeypatch, "second")
    assert copy_empty_database()
    assert list(second.iterdir()) == []
    assert home.exists()
