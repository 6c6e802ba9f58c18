"""Interrupted runs lose nothing, leave no partial files, and say why in one line."""

from __future__ import annotations

import os
import pty
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.command import Tapelog
from tests.flows.conftest import House

pytestmark = pytest.mark.models

HIDE, SHOW = b"\x1b[?25l", b"\x1b[?25h"


def on_a_terminal(
    command: list[str], environment: dict[str, str]
) -> tuple[subprocess.Popen[bytes], int]:
    """Start a command on a new terminal; return it and the terminal's other end."""
    person, terminal = pty.openpty()
    streams = {"stdin": terminal, "stdout": terminal, "stderr": terminal}
    process = subprocess.Popen(command, env=environment, start_new_session=True, **streams)
    os.close(terminal)
    return process, person


def read(person: int, until: bytes = b"", seconds: float = 400) -> bytes:
    """Read the output on the terminal until it contains a text, or until its end."""
    screen, end = b"", time.monotonic() + seconds
    while not until or until not in screen:
        assert time.monotonic() < end, screen
        try:
            screen += os.read(person, 4096)
        except OSError:  # Linux raises this when no process uses the terminal any more
            break
    return screen


def test_ctrl_c_restores_the_terminal_and_ends_all_processes(
    fresh: Tapelog, sentence: Path, tmp_path: Path
) -> None:
    command = fresh.command("process", sentence, "--model", "tiny.en", "--out", tmp_path / "out")
    process, person = on_a_terminal(command, fresh.environment(TERM="xterm"))
    try:
        screen = read(person, until=b"recognize words")
        process.send_signal(signal.SIGINT)  # only to the command itself: it must stop its server
        screen += read(person)
        assert process.wait(timeout=120) == 128 + signal.SIGINT
    finally:
        process.kill()
        os.close(person)
    assert screen.rindex(SHOW) > screen.rindex(HIDE)
    assert screen.strip().endswith(b"tapelog: stopped; run the same command again to resume")
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    assert not (tmp_path / "out").exists()


def test_a_partially_written_result_is_computed_again(house: House, sentence: Path) -> None:
    whole = house.transcript(sentence)
    kept = sorted((house.archive / "steps").iterdir())
    for share, path in enumerate(kept):
        data = path.read_bytes()
        path.write_bytes(data[: len(data) * share // len(kept)])
    again = house.transcript(sentence)
    assert again.turns == whole.turns
    assert all(path.stat().st_size for path in kept)


def test_a_full_disk_is_reported_in_one_line(
    house: House, server: str, sentence: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tapelog = Tapelog(house.archive, server)
    process = subprocess.Popen(
        tapelog.command("process", sentence, "--model", "tiny.en"),
        env=tapelog.environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    while not tapelog.kept("detect speech"):
        assert process.poll() is None
        time.sleep(0.01)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1024, 1024))  # as much as is left
    _, said = process.communicate(timeout=400)
    assert process.returncode == 1
    assert "Traceback" not in said
    assert said.count("tapelog: ") == 1
    # The message names the catalogue or the results of steps, whichever was written first.
    full = ("tapelog: File too large at ", "tapelog: the catalogue ")
    assert said.splitlines()[-1].startswith(full)
    assert not (house.archive / "published").exists()
    house.process(sentence)
    said = capsys.readouterr().err
    assert "detect speech: done (cached" in said
    assert "diarize: done (cached" not in said
