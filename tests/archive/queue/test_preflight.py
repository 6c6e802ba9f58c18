"""A host claims no recordings if it cannot reach the archive to which its database belongs."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest
from sqlalchemy import insert

from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue
from archive.database.migrate import migrate
from archive.database.tables import HOST_FAULTS, RECORDINGS
from archive.queue.preflight import (
    IDENTITY_FILE,
    check_mounted,
    find_archive_fault,
    list_host_faults,
    record_fault,
)
from archive.storage.errors import StorageFault
from archive.storage.files import parse_location
from tests.objects import bucket

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


def test_a_new_archive_gets_the_identity_once(tmp_path: Path, database: str) -> None:
    with open_catalogue(tmp_path / "archive", database) as catalogue:
        check_mounted(catalogue, may_store_id=False)
        assert not (tmp_path / "archive").exists()
        check_mounted(catalogue)
        identity = (tmp_path / "archive" / IDENTITY_FILE).read_text()
        check_mounted(catalogue)
    assert len(identity) == 37
    with open_catalogue(tmp_path / "empty mount point", database) as catalogue:
        with pytest.raises(StorageFault, match="is not mounted: mount it") as error:
            check_mounted(catalogue)
        (tmp_path / "empty mount point").mkdir()
        (tmp_path / "empty mount point" / IDENTITY_FILE).write_text(identity)  # as it advises
        check_mounted(catalogue)
    assert identity.strip() in str(error.value)


def test_the_archive_of_another_database_is_refused(tmp_path: Path, database: str) -> None:
    with open_catalogue(tmp_path / "archive", database) as catalogue:
        check_mounted(catalogue)
    with (
        open_catalogue(tmp_path / "archive", f"sqlite:///{tmp_path / 'third.sqlite'}") as other,
        pytest.raises(StorageFault, match="belongs to another database"),
    ):
        check_mounted(other)


def test_a_database_of_a_former_version_can_be_restored_and_upgraded(
    tmp_path: Path, database: str
) -> None:
    with open_catalogue(tmp_path / "archive", database) as catalogue:
        check_mounted(catalogue)
        with catalogue.writing() as connection:
            migrate(connection, "0008")
    with open_catalogue(tmp_path / "archive", database) as catalogue:
        with pytest.raises(StorageFault, match="delete that file"):
            check_mounted(catalogue)
        (tmp_path / "archive" / IDENTITY_FILE).unlink()
        check_mounted(catalogue)
        assert (tmp_path / "archive" / IDENTITY_FILE).exists()


def test_an_archive_of_a_former_version_gets_the_identity(tmp_path: Path, database: str) -> None:
    with open_catalogue(tmp_path / "archive", database) as catalogue:
        add(catalogue)
        (tmp_path / "archive" / "published").mkdir(parents=True)
        check_mounted(catalogue)
        assert (tmp_path / "archive" / IDENTITY_FILE).exists()


def test_an_unmounted_archive_of_a_former_version_gets_no_identity(
    tmp_path: Path, database: str
) -> None:
    with open_catalogue(tmp_path / "archive", database) as catalogue:
        add(catalogue)
        with pytest.raises(StorageFault, match="mount it, or check TAPELOG_ARCHIVE"):
            check_mounted(catalogue)
        assert not (tmp_path / "archive").exists()


@pytest.mark.parametrize("values", [{"published": None}, {"folder": "/srv/out/R1"}])
def test_recordings_published_elsewhere_do_not_count(
    tmp_path: Path, database: str, values: dict[str, object]
) -> None:
    with open_catalogue(tmp_path / "archive", database) as catalogue:
        add(catalogue, **values)
        check_mounted(catalogue)


def test_an_unreadable_identity_is_a_fault_of_the_host(tmp_path: Path, database: str) -> None:
    with open_catalogue(tmp_path / "archive", database) as catalogue:
        (tmp_path / "archive" / IDENTITY_FILE).mkdir(parents=True)
        with pytest.raises(StorageFault, match="cannot be read"):
            check_mounted(catalogue)


def test_a_fault_is_listed_until_the_archive_is_mounted(tmp_path: Path, database: str) -> None:
    with open_catalogue(tmp_path / "archive", database) as catalogue:
        assert find_archive_fault(catalogue) is None
        moved = (tmp_path / "archive").rename(tmp_path / "elsewhere")
        reason = find_archive_fault(catalogue)
        assert [fault.reason for fault in list_host_faults(catalogue)] == [reason]
        listed = list_host_faults(catalogue)
        assert find_archive_fault(catalogue) == reason
        assert list_host_faults(catalogue) == listed  # with the time of the first
        moved.rename(tmp_path / "archive")
        assert find_archive_fault(catalogue) is None
        assert list_host_faults(catalogue) == ()


def test_faults_of_former_hosts_are_forgotten_after_a_week(tmp_path: Path, database: str) -> None:
    with open_catalogue(tmp_path / "archive", database) as catalogue:
        with catalogue.writing() as connection:
            for host, at in (("old", "2020-01-01T00:00:00"), ("other", "2999-01-01T00:00:00")):
                row = {"host": host, "place": "/in", "reason": "is missing", "at": at}
                connection.execute(insert(HOST_FAULTS).values(row))
        record_fault(catalogue, "/in", "is empty")
        assert {fault.host for fault in list_host_faults(catalogue)} == {"other", platform.node()}


def test_the_identity_is_stored_in_a_bucket(objects: None, tmp_path: Path, database: str) -> None:
    place = parse_location(f"{bucket()}/tapelog")
    with open_catalogue(place, database) as catalogue:
        check_mounted(catalogue)
        check_mounted(catalogue)
    assert len((place / IDENTITY_FILE).read_text()) == 37
    with (
        open_catalogue(parse_location(f"{bucket()}/other"), database) as catalogue,
        pytest.raises(StorageFault, match="not the archive of this database"),
    ):
        check_mounted(catalogue)
