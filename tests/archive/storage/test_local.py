from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from archive.storage import files
from archive.storage.local import LocalStorage
from transcripts.errors import UserError


def test_a_file_is_written_and_replaced_atomically(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    files.write_atomically(path, "first, äöü\n")
    assert path.read_text(encoding="utf-8") == "first, äöü\n"
    files.write_atomically(path, b"second")
    assert path.read_bytes() == b"second"
    assert [p.name for p in tmp_path.iterdir()] == ["note.txt"]


def test_drafts_of_killed_processes_are_removed(tmp_path: Path) -> None:
    """A draft of a running process or of another machine stays, and so do other files."""
    path, node = tmp_path / "note.txt", platform.node()
    killed = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], **PRINTED)
    stale = f".note.txt.{node}-{killed.stdout.strip()}-0123abcd"
    others = {
        f".note.txt.{node}-{os.getppid()}-0123abcd",
        f".note.txt.elsewhere-{killed.stdout.strip()}-0123abcd",
        ".note.txt.of-the-user",
    }
    for name in (stale, *others):
        (tmp_path / name).write_text("draft")
    files.write_atomically(path, "whole")
    assert {p.name for p in tmp_path.iterdir()} == {"note.txt", *others}


PRINTED: dict[str, Any] = {"capture_output": True, "text": True, "timeout": 60}


def test_written_files_are_readable_by_others(tmp_path: Path) -> None:
    files.write_atomically(tmp_path / "note.txt", "open")
    (tmp_path / "plain.txt").write_text("open")
    modes = [(tmp_path / name).stat().st_mode for name in ("note.txt", "plain.txt")]
    assert modes[0] == modes[1]


def test_a_full_disk_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("old")
    done = subprocess.run(
        [sys.executable, "-c", FILL, str(path)], capture_output=True, text=True, timeout=60
    )
    assert done.stdout == f"cannot write to {tmp_path}: the disk is full; free some space " + (
        "or choose another folder\n"
    )
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["note.txt"]


FILL = """
import resource, sys
from pathlib import Path
from archive.storage.files import write_atomically
from transcripts.errors import UserError
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_atomically(Path(sys.argv[1]), "new" * 1000)
except UserError as error:
    print(error)
"""


def test_an_invalid_folder_is_detected_early(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "deep" / "er"):
        with pytest.raises(UserError, match=f"cannot write to {folder}") as refusal:
            files.check_writable(folder)
        assert "\n" not in str(refusal.value)


def test_check_writable_leaves_no_file(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "new" / "deep"):
        files.check_writable(folder)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="no read-only place is known")
def test_a_folder_without_write_permission_is_reported() -> None:
    with pytest.raises(UserError, match="cannot write to /proc/tapelog: "):
        files.check_writable(Path("/proc/tapelog"))


def test_too_little_free_space_is_detected_early(tmp_path: Path) -> None:
    files.check_free_space(tmp_path / "new", 1)
    with pytest.raises(UserError, match=r"MB free and .* MB are needed"):
        files.check_free_space(tmp_path / "new", 10**18)


def test_leftovers_of_killed_processes_are_removed(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    node, mine = platform.node(), os.getpid()
    left = tmp_path / f".importing-{node}-{dead.pid}-ab12cd34"
    (left / "published").mkdir(parents=True)
    draft = tmp_path / f".a.json.{node}-{dead.pid}-ab12cd34"
    draft.write_bytes(b"half")
    kept = [tmp_path / f".importing-{node}-{mine}-ab12cd34", tmp_path / ".importing-of-another"]
    for folder in kept:
        folder.mkdir()
    with LocalStorage().staging(tmp_path) as stage:
        assert sorted(tmp_path.iterdir()) == sorted([*kept, stage])
