"""docs/formats.md matches the table of formats, and its commands work."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.publishing.publish import publish
from flows.cli import main
from tests.conftest import ROOT
from tests.lamplight import EXAMPLE
from transcripts.formats import scoring
from transcripts.formats.table import BY_NAME, FORMATS, Format

PAGE = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\.venv/bin/tapelog (.+)$", PAGE, flags=re.MULTILINE)


def cells(heading: str) -> list[list[str]]:
    """Read the cells of the table under a heading, without the header row."""
    part = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def row(kind: Format) -> list[str]:
    reads = "yes" if kind.is_input else ""
    return [kind.name, f"`{kind.file}`", kind.media, kind.use, kind.provenance, reads]


def test_the_page_has_the_table_of_formats() -> None:
    assert cells("Which format for what") == [row(kind) for kind in FORMATS]


def test_every_kind_of_provenance_is_explained() -> None:
    for kind in FORMATS:
        assert f"\n- `{kind.provenance}`: " in PAGE


def test_every_format_is_described() -> None:
    told = set(re.findall(r"\*\*([a-z-]+)\*\*", PAGE))
    assert told <= set(BY_NAME)
    assert set(BY_NAME) - told == {"txt", "markdown", "docx", "audacity"}


def test_every_option_of_export_is_explained() -> None:
    told = {option for cell, *_ in cells("What you can choose") for option in shlex.split(cell)}
    options = {o for p in main.commands["export"].params for o in (*p.opts, *p.secondary_opts)}
    for option in options - {"place", "--format", "--all", "--out"}:
        assert any(option in words for words in told), option


@pytest.mark.parametrize("kind", [k for k in FORMATS if k.is_input], ids=lambda k: k.name)
def test_formats_marked_as_readable_are_read(kind: Format) -> None:
    made = kind.render(EXAMPLE)
    assert isinstance(made, str)
    (account,) = scoring.parse(made, kind.file)
    assert account.recording == "lamplight-1987"


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_page_works(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "copy.m4a").write_bytes(b"sound")
    publish(EXAMPLE, tmp_path / "copy.m4a", tmp_path / "out" / "interview")
    ran = CliRunner().invoke(main, shlex.split(line))
    assert ran.exit_code == 0, ran.output
    assert ran.output
