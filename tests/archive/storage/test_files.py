"""Resolve the archive's folder, and select the storage of a path."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.storage import files
from archive.storage.files import archive_folder, local_folder, parse_location, storage_of
from transcripts.errors import UserError


def test_the_archive_folder_is_resolved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAPELOG_ARCHIVE", str(tmp_path / "theirs"))
    assert files.archive_folder(tmp_path / "mine") == tmp_path / "mine"
    assert files.archive_folder() == tmp_path / "theirs"
    monkeypatch.delenv("TAPELOG_ARCHIVE")
    assert files.archive_folder().name == "tapelog"
    assert files.published_folder(tmp_path, "r1") == tmp_path / "published" / "r1"


@pytest.mark.parametrize(
    ("given", "means"),
    [
        ("tapes", Path("tapes")),
        ("/srv/tapes", Path("/srv/tapes")),
        ("file:///srv/old%20tapes", Path("/srv/old tapes")),
        (Path("tapes"), Path("tapes")),
    ],
)
def test_a_folder_is_a_plain_path(given: str | Path, means: Path) -> None:
    assert parse_location(given) == means
    assert storage_of(parse_location(given)).local_path(means) == means
    assert local_folder(means) == means


def test_a_url_stays_a_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAPELOG_ARCHIVE", "memory://bucket/tapelog/")
    archive = archive_folder()
    assert storage_of(archive).local_path(archive) is None
    assert str(archive) == "memory://bucket/tapelog"
    assert parse_location(archive) == archive
    assert isinstance(local_folder(archive), Path)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [("tapes://bucket", "cannot hold files"), ("smb://nas/tapes", "needs another package")],
)
def test_a_url_that_cannot_be_used_is_named(given: str, wrong: str) -> None:
    with pytest.raises(UserError, match=wrong) as caught:
        parse_location(given)
    assert given in str(caught.value)
