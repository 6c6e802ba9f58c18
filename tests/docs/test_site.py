"""docs/site.md matches the program, and its commands work."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.site import feed, rules
from flows.cli import main
from tests.archive.site.conftest import TRANSCRIPTS, enter
from tests.conftest import ROOT

PAGE = (ROOT / "docs/site.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\.venv/bin/tapelog (.+)$", PAGE, flags=re.MULTILINE)


def cells(heading: str) -> list[list[str]]:
    """Read the cells of the table under a heading, without the header row."""
    part = PAGE.partition(f"{heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def test_the_commands_make_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    monkeypatch.setenv("TAPELOG_ARCHIVE", str(tmp_path / "archive"))
    for transcript in TRANSCRIPTS[:2]:
        enter(tmp_path / "archive", transcript)
    outputs = []
    for line in COMMANDS:
        ran = CliRunner().invoke(main, shlex.split(line))
        assert ran.exit_code == 0, ran.output
        outputs.append(ran.output)
    assert "no feed and no sitemap" in outputs[0]
    assert "no feed and no sitemap" not in outputs[1]
    site = tmp_path / "out/site"
    id_ = TRANSCRIPTS[0].recording.id
    for cell, _ in (*cells("## The pages"), *cells("## Files on the disk")):
        for place in re.findall("`([^`]*)`", cell):
            assert (site / place.replace("ID", id_).replace("XY", "ke")).exists(), place


def test_every_option_is_explained() -> None:
    told = {cell.strip("`") for cell, _ in cells("# The site")}
    options = {option for p in main.commands["site"].params for option in p.opts}
    assert told == options - {"folder"}


def test_the_numbers_are_those_of_the_code() -> None:
    assert f"the newest {feed.ITEMS} recordings" in PAGE
    assert rules.WORDS_PER_TIME == 8
    assert "the time of every eighth word" in PAGE
