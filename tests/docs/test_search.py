"""docs/search.md matches the program, and its commands and example program work."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.catalogue.open import open_catalogue
from archive.publishing.republish import ingest_and_publish
from flows.cli import main
from tests.conftest import ROOT
from tests.lamplight import EXAMPLE

PAGE = (ROOT / "docs/search.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\.venv/bin/tapelog (.+)$", PAGE, flags=re.MULTILINE)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive with one published recording, in the environment."""
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    monkeypatch.setenv("TAPELOG_ARCHIVE", str(tmp_path))
    audio = tmp_path / "audio.m4a"
    audio.write_bytes(b"sound")
    folder = tmp_path / "published" / EXAMPLE.recording.id
    ingest_and_publish(EXAMPLE, audio, folder, tmp_path)
    return tmp_path


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_page_works(line: str, archive: Path) -> None:
    ran = CliRunner().invoke(main, shlex.split(line))
    assert ran.exit_code == 0, ran.output
    finds = "decides" not in line  # nobody in the example asks that
    assert ("#t=" in ran.stdout) == finds


def test_every_option_is_explained() -> None:
    options = {o for p in main.commands["search"].params for o in p.opts if o.startswith("--")}
    for option in options - {"--archive", "--since", "--until"}:
        assert f"`{option}" in PAGE


def test_the_documented_spelling_correction_is_printed(archive: Path) -> None:
    ran = CliRunner().invoke(main, ["search", "Skerow"])
    told = re.search(r"`(no results for “skerow”[^`]+)`", PAGE)
    assert told is not None
    assert ran.stderr.strip() == " ".join(told[1].split())


def test_the_program_runs(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    block = PAGE.partition("## For programs")[2]
    lines = [line[4:] for line in block.splitlines() if line.startswith("    ") or not line]
    with open_catalogue():  # the example program opens the archive again
        exec("\n".join(lines), {})
    assert capsys.readouterr().out == "Tobias Aurelian-Grey 51.255 keeps a promise\n"
