"""An unmounted archive is detected before anything is published into the empty folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert

from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue
from archive.database.tables import RECORDINGS
from archive.queue.preflight import check_mounted, device
from archive.storage.errors import StorageFault

ROW = {
    "id": "R1",
    "sha256": "0" * 64,
    "file": "1.mp3",
    "duration": 1.0,
    "entered": "2026-01-01T00:00:00+00:00",
    "revision": 0,
    "run": 1,
    "edits": 0,
    "doubts": 0,
    "folder": "published/R1",
    "published": 0,
}


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"


def add(catalogue: Catalogue, **values: object) -> None:
    with catalogue.writing() as connection:
        connection.execute(insert(RECORDINGS).values({**ROW, **values}))


def test_a_new_archive_passes(tmp_path: Path, database: str) -> None:
    with open_catalogue(tmp_path / "archive", database) as catalogue:
        check_mounted(catalogue)


def test_an_archive_with_published_files_passes(tmp_path: Path, database: str) -> None:
    with open_catalogue(tmp_path / "archive", database) as catalogue:
        add(catalogue)
        (tmp_path / "archive" / "published").mkdir(parents=True)
        check_mounted(catalogue)


def test_an_unmounted_archive_is_detected(tmp_path: Path, database: str) -> None:
    with open_catalogue(tmp_path / "archive", database) as catalogue:
        add(catalogue)
        with pytest.raises(StorageFault, match="mount the archive, or check TAPELOG_ARCHIVE"):
            check_mounted(catalogue)


@pytest.mark.parametrize("values", [{"published": None}, {"folder": "/srv/out/R1"}])
def test_recordings_published_elsewhere_do_not_count(
    tmp_path: Path, database: str, values: dict[str, object]
) -> None:
    with open_catalogue(tmp_path / "archive", database) as catalogue:
        add(catalogue, **values)
        check_mounted(catalogue)


def test_the_device_of_the_archive_folder_is_returned(tmp_path: Path, database: str) -> None:
    with open_catalogue(tmp_path / "archive", database) as catalogue:
        assert device(catalogue) is None
        (tmp_path / "archive").mkdir(exist_ok=True)
        assert device(catalogue) == tmp_path.stat().st_dev
