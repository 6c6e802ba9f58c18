"""Runs that end before their time: nothing is lost, nothing is half-written, one line says why."""

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

pytestmark = [pytest.mark.models, pytest.mark.alone]

HIDE, SHOW = b"\x1b[?25l", b"\x1b[?25h"


def on_a_terminal(
    command: list[str], environment: dict[str, str]
) -> tuple[subprocess.Popen[bytes], int]:
    """Start a command on a terminal of its own; gives it and the end at which a person sits."""
    person, terminal = pty.openpty()
    streams = {"stdin": terminal, "stdout": terminal, "stderr": terminal}
    process = subprocess.Popen(command, env=environment, start_new_session=True, **streams)
    os.close(terminal)
    return process, person


def read(person: int, until: bytes = b"", seconds: float = 400) -> bytes:
    """Read what appears on the terminal until it says something, or to its end."""
    screen, end = b"", time.monotonic() + seconds
    while not until or until not in screen:
        assert time.monotonic() < end, screen
        try:
            screen += os.read(person, 4096)
        except OSError:  # how Linux says that nobody is left on the terminal
            break
    return screen


def test_ctrl_c_gives_the_terminal_back_and_leaves_nobody_behind(
    fresh: Tapelog, sentence: Path, tmp_path: Path
) -> None:
    command = fresh.command("process", sentence, "--model", "tiny.en", "--out", tmp_path / "out")
    process, person = on_a_terminal(command, fresh.environment(TERM="xterm"))
    try:
        screen = read(person, until=b"recognize words")
        process.send_signal(signal.SIGINT)  # to the command alone: its server must go with it
        screen += read(person)
        assert process.wait(timeout=120) == 128 + signal.SIGINT
    finally:
        process.kill()
        os.close(person)
    assert screen.rindex(SHOW) > screen.rindex(HIDE)
    assert screen.strip().endswith(b"tapelog: stopped; the same command goes on from what was done")
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    assert not (tmp_path / "out").exists()


def test_what_a_killed_run_half_wrote_is_done_again(house: House, sentence: Path) -> None:
    whole = house.transcript(sentence)
    kept = sorted((house.archive / "steps").iterdir())
    for share, path in enumerate(kept):
        data = path.read_bytes()
        path.write_bytes(data[: len(data) * share // len(kept)])
    again = house.transcript(sentence)
    assert again.turns == whole.turns
    assert all(path.stat().st_size for path in kept)


def test_on_a_disk_that_fills_nothing_is_lost_and_one_line_says_so(
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
    # The catalogue or the results of steps: whichever is written first.
    full = ("tapelog: File too large at ", "tapelog: the catalogue ")
    assert said.splitlines()[-1].startswith(full)
    assert not (house.archive / "published").exists()
    house.process(sentence)
    said = capsys.readouterr().err
    assert "detect speech: done (kept" in said
    assert "diarize: done (kept" not in said
