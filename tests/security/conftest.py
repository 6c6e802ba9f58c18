from __future__ import annotations

from pathlib import Path

import pytest

from tests.security.exports import Export, archive_at


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TAPELOG_DATABASE", "TAPELOG_ARCHIVE", "TAPELOG_EDIT_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive with one published recording."""
    return archive_at(tmp_path / "archive")


@pytest.fixture
def export(archive: Path, tmp_path: Path) -> Export:
    """The export of an archive, to be changed by an attacker."""
    return Export.of(archive, tmp_path)
