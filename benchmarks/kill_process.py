"""Kill `tapelog process` with SIGKILL at random stages of its progress."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import psutil

from archive.catalogue.open import open_catalogue
from archive.check import check
from archive.storage.manifest import PAGE
from archive.storage.published import read_transcript, verify
from tests.command import Tapelog

SOUND = Path(__file__).parent.parent / "tests" / "audio" / "data" / "ledger.flac"
"""Nine seconds of two people: short, and every step has something to do."""

MOST_IN_ROW = 8
"""A complete run comes after one to this many kills."""

MOST_SECONDS = 1.5
"""The kill comes at most this long after the line of progress; the moment is drawn uniformly."""

AT_START = "at the start"


@dataclass(frozen=True, slots=True)
class _Progress:
    """The number of lines that a complete run prints, and the seconds until the first."""

    line_count: int
    seconds_to_first_line: float


def kill_process(scratch: Path, kills: int, rng: random.Random) -> Counter[str]:
    """Kill `tapelog process` a number of times; count problems, and kills without a problem.

    Each kill comes after a random line of progress, or while the command starts; the next run
    continues from the cached steps. After a few kills the command runs to its end and its
    transcript is compared with that of an uninterrupted run; then about half of the cached steps
    are deleted. Prints the step after which each kill came.
    """
    run, out = Tapelog(scratch / "archive"), scratch / "out"
    arguments = ("process", SOUND, "--model", "tiny.en", "--out", out)
    progress = _measure_progress(run, arguments)
    wanted = read_transcript(out).turns
    found: Counter[str] = Counter()
    stages: Counter[str] = Counter()
    done = 0
    while done < kills:
        shutil.rmtree(out, ignore_errors=True)
        for path in sorted((run.archive / "steps").iterdir()):
            if rng.random() < 0.5:
                path.unlink()
        problems: list[str] = []
        in_row = min(rng.randint(1, MOST_IN_ROW), kills - done)
        for _ in range(in_row):
            stage, left = _kill(run, arguments, progress, rng)
            stages[stage] += 1
            problems += left
            problems += _problems_of_publication(out)
        done += in_row
        again = run(*arguments)
        if again.status:
            problems.append(f"lost: the same command ends with {again.status}: {again.complaint}")
        elif read_transcript(out).turns != wanted:
            problems.append("lost: the transcript differs")
        with open_catalogue(run.archive) as catalogue:
            problems += [f"left over: {problem}" for problem in check(catalogue)]
        found.update(problems or {"nothing lost, nothing left over": in_row})
    print("kills came after:", dict(stages.most_common()), flush=True)
    return found


def _problems_of_publication(out: Path) -> Iterator[str]:
    """Yield the missing and changed files of a published folder."""
    if (out / PAGE).exists():
        found = verify(out)
        if found.missing or found.changed:
            yield f"lost: published in part: missing {found.missing}, changed {found.changed}"


def _measure_progress(tapelog: Tapelog, arguments: tuple[object, ...]) -> _Progress:
    """Run the command to its end; time its first line of progress and count all lines."""
    began = time.monotonic()
    started = _start(tapelog, arguments)
    lines = [time.monotonic() - began for _ in _step_names(started)]
    if started.wait():
        sys.exit("process fails: run it by hand to see why")
    return _Progress(len(lines), lines[0])


def _kill(
    tapelog: Tapelog, arguments: tuple[object, ...], progress: _Progress, rng: random.Random
) -> tuple[str, list[str]]:
    """Kill a run; return the step after which it was killed, and the processes that remain.

    A run that ends before its kill, because most steps are cached, is repeated.
    """
    while True:
        after = rng.randint(0, progress.line_count)
        started = _start(tapelog, arguments)
        if after:
            stage = [AT_START, *islice(_step_names(started), after)][-1]
            time.sleep(rng.uniform(0, MOST_SECONDS))
        else:
            stage = AT_START
            time.sleep(rng.uniform(0, progress.seconds_to_first_line))
        was_running = started.poll() is None
        started.kill()
        started.wait()
        left = [
            f"left over: the process {' '.join(p.cmdline())[:80]}"
            for p in _remaining_processes(started.pid)
        ]
        if was_running or left:
            return stage, left


def _start(tapelog: Tapelog, arguments: tuple[object, ...]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        tapelog.command(*arguments),
        env=tapelog.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )


def _step_names(process: subprocess.Popen[str]) -> Iterator[str]:
    """Yield the name of the step in each line of progress, until the process ends."""
    assert process.stderr is not None
    for line in process.stderr:
        yield line.partition(":")[0].strip()[:40]


def _remaining_processes(session: int) -> list[psutil.Process]:
    """Wait up to 15 seconds for the processes of a session to end; return those still running."""
    end = time.monotonic() + 15
    while (left := _running_processes(session)) and time.monotonic() < end:
        time.sleep(0.2)
    return left


def _running_processes(session: int) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (OSError, psutil.Error):
            continue
    return found
