"""`tapelog edit`, as a user starts it."""

from __future__ import annotations

import socket
import stat
from pathlib import Path
from pwd import struct_passwd

import pytest
from click.testing import CliRunner, Result

from editor.passwords import FILE
from flows.cli import main
from flows.commands.shared import author_or_user


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TAPELOG_DATABASE", "TAPELOG_EDIT_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def edit(archive: Path, *options: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, ["edit", "--archive", str(archive), *options], input=typed)


@pytest.mark.parametrize("options", [("--host", "0.0.0.0"), ("--name", "edit.example.org")])
def test_a_reachable_editor_needs_a_login(tmp_path: Path, options: tuple[str, str]) -> None:
    done = edit(tmp_path, "--port", "0", *options)
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert "tapelog edit --password" in done.stderr


def test_the_password_is_asked_for_and_kept_as_a_hash(tmp_path: Path) -> None:
    done = edit(tmp_path, "--password", typed="correct horse\ncorrect horse\n")
    assert done.exit_code == 0
    assert "correct horse" not in done.output
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert "short" in edit(tmp_path, "--password", typed="horse\nhorse\n").stderr


def test_a_port_in_use_is_reported(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = edit(tmp_path, "--port", str(taken.getsockname()[1]))
    assert done.exit_code == 1
    assert "choose another with --port" in done.stderr


def test_a_short_token_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAPELOG_EDIT_TOKEN", "short")
    done = edit(tmp_path, "--port", "0")
    assert done.exit_code == 1
    assert "TAPELOG_EDIT_TOKEN is too short" in done.stderr
    assert "'short'" not in done.stderr


@pytest.mark.parametrize(
    ("full_name", "author"), [("Ann Lee,Room 4", "Ann Lee"), ("ann", "Editor"), ("", "Editor")]
)
def test_readers_see_a_name_and_never_an_account(
    monkeypatch: pytest.MonkeyPatch, full_name: str, author: str
) -> None:
    entry = ("ann", "x", 1, 1, full_name, "/home/ann", "/bin/sh")
    monkeypatch.setattr("pwd.getpwuid", lambda _: struct_passwd(entry))
    assert author_or_user(None) == author
    assert author_or_user(" Jo Fane ") == "Jo Fane"


def test_a_user_whom_the_machine_does_not_know_is_an_editor() -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("os.getuid", lambda: 2**31 - 7)
        assert author_or_user(None) == "Editor"
