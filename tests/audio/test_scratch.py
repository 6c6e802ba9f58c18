"""Temporary folders do not outlive their processes, not even killed ones."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from audio.scratch import scratch_folder

_HOLDS_A_FOLDER = """
from audio.scratch import scratch_folder
with scratch_folder() as folder:
    (folder / "audio.mp3").write_bytes(b"half a copy")
    print(folder, flush=True)
    input()
"""


def _process_with_a_folder(home: Path) -> tuple[subprocess.Popen[str], Path]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDS_A_FOLDER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(home)},
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_the_folder_of_a_killed_process_is_deleted_and_that_of_a_running_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    running, kept = _process_with_a_folder(tmp_path)
    killed, left = _process_with_a_folder(tmp_path)
    try:
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        assert left.exists()
        with scratch_folder() as ours:
            assert ours.parent == tmp_path
            assert not left.exists()
            assert (kept / "audio.mp3").exists()
        assert not ours.exists()
    finally:
        running.communicate("\n")
    assert not kept.exists()


def test_other_temporary_files_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "tapelog-notes.txt").write_text("mine", "utf-8")
    with scratch_folder():
        pass
    assert (tmp_path / "tapelog-notes.txt").exists()
