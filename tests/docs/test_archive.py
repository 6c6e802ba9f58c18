"""docs/archive.md matches the program, and its example program runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.catalogue.ingest import ingest
from archive.catalogue.open import open_catalogue
from archive.publishing.republish import ingest_and_publish
from archive.transfer import export_archive
from flows.cli import main
from flows.commands.archive import archive
from tests.conftest import ROOT
from tests.lamplight import EXAMPLE
from transcripts.edits.kinds.table import KINDS

ID = EXAMPLE.recording.id
PAGE = (ROOT / "docs/archive.md").read_text(encoding="utf-8")


def test_every_command_and_option_of_it_exists() -> None:
    assert set(re.findall(r"`tapelog archive (\w+)", PAGE)) == set(archive.commands)
    row = next(line for line in PAGE.splitlines() if "tapelog archive list" in line)
    known = {option for p in archive.commands["list"].params for option in p.opts}
    assert set(re.findall(r"`(--\w+)`", row)) <= known


def test_every_edit_kind_is_documented() -> None:
    table = PAGE.partition("| kind | changes |")[2].partition("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines()[2:]]
    assert {kind.strip() for row in rows for kind in row.split(",")} == set(KINDS)


def test_the_program_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    monkeypatch.setenv("TAPELOG_ARCHIVE", str(tmp_path))
    with open_catalogue() as catalogue:
        ingest(catalogue, EXAMPLE, tmp_path / "published" / EXAMPLE.recording.id)
    block = PAGE.partition("## For programs")[2]
    lines = [line[4:] for line in block.splitlines() if line.startswith("    ")]
    names = {"recording": EXAMPLE.recording.id, "when": "2026-05-05T08:00:00Z"}
    exec("\n".join(lines), names)
    assert names["now"].transcript.turns[7].speaker == "S3"  # type: ignore[attr-defined]


def test_the_commands_for_object_storage_work(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TAPELOG_DATABASE", f"sqlite:///{tmp_path / 'old.sqlite'}")
    (tmp_path / "copy.m4a").write_bytes(b"sound")
    old = tmp_path / "archive"
    ingest_and_publish(EXAMPLE, tmp_path / "copy.m4a", old / "published" / ID, old)
    with open_catalogue(old) as catalogue:
        export_archive(catalogue, tmp_path / "old.tar")
    monkeypatch.setenv("TAPELOG_DATABASE", f"sqlite:///{tmp_path / 'new.sqlite'}")
    monkeypatch.setenv("TAPELOG_ARCHIVE", address)
    part = PAGE.partition("## On object storage")[2].partition("\n## ")[0]
    lines = re.findall(r"^    tapelog (.+)$", part, flags=re.MULTILINE)
    assert len(lines) == 5
    for line in lines:
        line = line.replace("s3://tapes/tapelog", address).replace("RECORDING", ID)
        ran = CliRunner().invoke(main, shlex.split(line))
        assert ran.exit_code == 0, ran.output
        assert ran.output
    assert (tmp_path / "public" / "index.html").is_file()
