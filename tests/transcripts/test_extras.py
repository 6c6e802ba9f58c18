"""A missing extra is reported in one line with the command that installs it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.database.connection import connect
from flows.cli import main
from transcripts.errors import UserError
from transcripts.extras import EXTRAS, missing_modules, require_extra


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without the modules of the extras."""
    monkeypatch.setattr("transcripts.extras.find_spec", lambda name: None)


def test_nothing_is_missing_where_the_development_extra_is_installed() -> None:
    assert {extra: missing_modules(extra) for extra in EXTRAS} == dict.fromkeys(EXTRAS, ())


@pytest.mark.usefixtures("bare")
def test_the_message_names_what_is_missing_and_the_command() -> None:
    with pytest.raises(UserError) as raised:
        require_extra("s3", "an archive at s3://tapes")
    assert str(raised.value) == (
        "an archive at s3://tapes needs the extra 's3' (s3fs not installed): "
        "pip install 'tapelog[s3]'"
    )


@pytest.mark.usefixtures("bare")
def test_the_editor_asks_for_its_extra(tmp_path: Path) -> None:
    ran = CliRunner().invoke(main, ["edit", "--archive", str(tmp_path)])
    assert ran.exit_code == 1
    assert ran.stderr.endswith("pip install 'tapelog[editor]'\n")
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.usefixtures("bare")
def test_postgresql_asks_for_its_extra(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"pip install 'tapelog\[server\]'"):
        connect(tmp_path, "postgresql://db/tapelog")
