"""Files with misleading content cause one clear line in every command that reads one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli import LONGEST_MESSAGE, main
from tests.security.exports import ID, archive_at, run

COMMANDS = {
    "show": ("show", "PIPE"),
    "export": ("export", "PIPE", "--format", "txt"),
    "score": ("score", "PIPE.rttm", "PIPE.rttm"),
    "label": ("label", "--transcript", "PIPE"),
    "batch": ("batch", "PIPE"),
    "import": ("archive", "import", "PIPE"),
    "process": ("process", "PIPE"),
    "verify": ("verify", "PIPE"),
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_named_pipe_is_refused_without_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("TAPELOG_ARCHIVE", str(tmp_path / "archive"))
    for name in ("PIPE", "PIPE.rttm"):
        os.mkfifo(tmp_path / name)
    asked = [str(tmp_path / word) if word.startswith("PIPE") else word for word in command]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert str(tmp_path / "PIPE") in done.stderr


def test_error_messages_are_limited_in_length(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAPELOG_ARCHIVE", str(tmp_path / "archive"))
    done = CliRunner().invoke(main, ["archive", "history", "x" * 1_000_000])
    assert done.exit_code == 1
    assert len(done.stderr) < LONGEST_MESSAGE + 100


@pytest.mark.skipif(sys.platform != "linux", reason="needs the pipes of a Linux shell")
def test_shell_pipes_are_read(tmp_path: Path) -> None:
    from flows.request import read_text

    reader, writer = os.pipe()
    os.write(writer, b"We sailed.\n")
    os.close(writer)
    assert read_text(Path(f"/dev/fd/{reader}"), "transcript") == "We sailed.\n"
    os.close(reader)


def test_a_read_only_archive_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading writes nothing beside the catalogue; changes are refused in one line."""
    archive = archive_at(tmp_path / "read only, 100 %")
    monkeypatch.setattr("archive.database.connection.os.access", lambda _, mode: mode != os.W_OK)
    before = {path.name for path in archive.iterdir()}
    for command in (
        ("archive", "--archive", archive, "list"),
        ("archive", "--archive", archive, "history", ID),
        ("archive", "--archive", archive, "check"),
        ("search", "light", "--archive", archive),
        ("people", "--archive", archive, "list"),
    ):
        done = run(*command)
        assert done.exit_code == 0, (command, done.output)
    rename = ("people", "--archive", archive, "rename", "Marian Whitlock", "Marian Ives")
    done = run(*rename)
    assert (done.exit_code, "readonly database" in done.stderr) == (1, True), done.output
    assert {path.name for path in archive.iterdir()} == before
