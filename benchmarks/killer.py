"""Process a batch in which one recording crashes its process every time.

    .venv/bin/python -m benchmarks.killer [--recordings N] [--signal NAME] [--home DIR]

`tapelog batch` processes N short recordings (6). Whenever the child process with the models works
on the crashing recording, a signal ends it after a second: SIGSEGV, as after a library's crash, or
another NAME such as SIGKILL. Prints the seconds from the first crash to the quarantine, the number
of crashes, and how many of the other recordings were published.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue
from archive.queue.stats import QueueStats, measure_queue
from benchmarks.costs import MODEL, make_recordings
from benchmarks.services import descendants

ROOT = Path(__file__).parent.parent
KILLER = "piece-00.wav"
RUNNING_SECONDS = 1.0
"""Seconds from the start of the crashing recording to each kill."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--home", type=Path, default=ROOT / "out" / "killer")
    parser.add_argument("--recordings", type=int, default=6, metavar="N")
    parser.add_argument("--signal", default="SIGSEGV", metavar="NAME")
    given = parser.parse_args()
    home = given.home.absolute()
    shutil.rmtree(home, ignore_errors=True)
    make_recordings(home / "tapes", range(given.recordings))
    archive = home / "archive"
    os.environ |= {"TAPELOG_ARCHIVE": str(archive), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "flows.cli", "batch", str(home / "tapes"), "--model", MODEL]
    with open_catalogue(archive) as catalogue:
        batch = subprocess.Popen(command, cwd=ROOT)
        kill_times = kill_until_quarantined(catalogue, batch, signal.Signals[given.signal])
        out = time.monotonic()
        batch.wait()
        now = measure_queue(catalogue)
    print(f"deaths: {len(kill_times)}; out {out - kill_times[0]:.1f} s after the first")
    print(f"published: {now.done} of {given.recordings - 1}; in quarantine: {now.failed}")
    print(f"load: {' '.join(f'{value:.1f}' for value in os.getloadavg())}")


def kill_until_quarantined(
    catalogue: Catalogue, batch: subprocess.Popen[bytes], crash: signal.Signals
) -> list[float]:
    """Kill the child process whenever it has the crashing recording; return the times."""
    kill_times: list[float] = []
    while batch.poll() is None:
        now = measure_queue(catalogue)
        if now.failed:
            return kill_times
        if _has_killer(now):
            time.sleep(RUNNING_SECONDS)
            for pid in descendants(batch.pid):
                if b"flows.batches.child" in _command_of(pid):
                    with suppress(ProcessLookupError):
                        os.kill(pid, crash)
                        kill_times.append(time.monotonic())
            while batch.poll() is None and _has_killer(measure_queue(catalogue)):
                time.sleep(0.05)  # until the batch has noticed the crash
        time.sleep(0.1)
    raise SystemExit(f"the batch ended before the quarantine: {measure_queue(catalogue)}")


def _has_killer(stats: QueueStats) -> bool:
    return any(each.file == KILLER for each in stats.running_jobs)


def _command_of(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


if __name__ == "__main__":
    main()
