"""`tapelog site`, as a person uses it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.cli import main
from tests.archive.site.conftest import enter
from tests.lamplight import EXAMPLE


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    enter(tmp_path / "archive", EXAMPLE)
    return tmp_path / "archive"


def site(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["site", *map(str, arguments)])


def test_site_reports_its_result(archive: Path, tmp_path: Path) -> None:
    ran = site(tmp_path / "site", "--archive", archive)
    assert ran.exit_code == 0
    assert "1 recording, 3 people: 1 written, 0 removed" in ran.output
    assert "no feed and no sitemap" in ran.output
    assert "0 written" in site(tmp_path / "site", "--archive", archive).output


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["OUT", "--archive", "nowhere"], "there is no archive at"),
        (
            ["OUT", "--archive", "ARCHIVE", "--url", "river.example"],
            "is not the address of a folder",
        ),
        (["ARCHIVE", "--archive", "ARCHIVE"], "choose a new folder"),
    ],
)
def test_invalid_arguments_are_reported_in_one_line(
    archive: Path, tmp_path: Path, arguments: list[str], complaint: str
) -> None:
    places = {"OUT": tmp_path / "site", "ARCHIVE": archive}
    ran = site(*(places.get(one, one) for one in arguments))
    assert ran.exit_code == 1
    assert complaint in ran.output
    assert len(ran.output.strip().splitlines()) == 1
    assert not (tmp_path / "site").exists()
