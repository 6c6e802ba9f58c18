from __future__ import annotations

import io

import pytest
from rich.console import Console

from flows import progress


def test_without_a_terminal_each_tenth_is_one_plain_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with (
        progress.progress_on(Console(file=io.StringIO())),
        progress.report_step("recognize words") as report,
    ):
        for share in (0.04, 0.11, 0.12, 0.55, 1.0):
            report(share)
    lines = capsys.readouterr().err.splitlines()
    assert lines[:2] == ["recognize words: 10 %", "recognize words: 50 %"]
    assert lines[2].startswith("recognize words: done (")
    assert len(lines) == 3


def test_on_a_terminal_there_is_a_bar_for_each_step() -> None:
    screen = io.StringIO()
    with progress.progress_on(Console(file=screen, force_terminal=True, width=100)):
        with progress.report_step("recognize words") as report:
            report(0.5)
        progress.report_cached_step("diarize")
    assert "recognize words" in screen.getvalue()
    assert "cached by an earlier run" in screen.getvalue()


def test_a_step_that_fails_is_not_reported_as_done(capsys: pytest.CaptureFixture[str]) -> None:
    with (
        progress.progress_on(Console(file=io.StringIO())),
        pytest.raises(ValueError, match="broken"),
        progress.report_step("recognize words"),
    ):
        raise ValueError("broken")
    assert "done" not in capsys.readouterr().err


def test_outside_a_command_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.report_step("recognize words") as report:
        report(0.5)
    assert capsys.readouterr() == ("", "")
