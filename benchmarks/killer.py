"""One recording kills its process every time: how soon it is out, and what becomes of the others.

    .venv/bin/python -m benchmarks.killer [--recordings N] [--home DIR]

`tapelog batch` processes N short recordings (6). Whenever the child process with the models has
started the killer, it is killed with SIGKILL a second later, as a crash in a library or the system
for want of memory would do. Printed are the seconds from the first death to the quarantine, the
number of deaths, and how many of the others were published.
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
"""How long the killer runs each time."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--home", type=Path, default=ROOT / "out" / "killer")
    parser.add_argument("--recordings", type=int, default=6, metavar="N")
    given = parser.parse_args()
    home = given.home.absolute()
    shutil.rmtree(home, ignore_errors=True)
    make_recordings(home / "tapes", range(given.recordings))
    archive = home / "archive"
    os.environ |= {"TAPELOG_ARCHIVE": str(archive), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "flows.cli", "batch", str(home / "tapes"), "--model", MODEL]
    with open_catalogue(archive) as catalogue:
        batch = subprocess.Popen(command, cwd=ROOT)
        deaths = kill_until_out(catalogue, batch)
        out = time.monotonic()
        batch.wait()
        now = measure_queue(catalogue)
    print(f"deaths: {len(deaths)}; out {out - deaths[0]:.1f} s after the first")
    print(f"published: {now.done} of {given.recordings - 1}; in quarantine: {now.failed}")
    print(f"load: {' '.join(f'{value:.1f}' for value in os.getloadavg())}")


def kill_until_out(catalogue: Catalogue, batch: subprocess.Popen[bytes]) -> list[float]:
    """Kill the child whenever it has the killer; return the times of the deaths."""
    deaths: list[float] = []
    while batch.poll() is None:
        now = measure_queue(catalogue)
        if now.failed:
            return deaths
        if _has_killer(now):
            time.sleep(RUNNING_SECONDS)
            for pid in descendants(batch.pid):
                if b"flows.batches.child" in _command_of(pid):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                        deaths.append(time.monotonic())
            while batch.poll() is None and _has_killer(measure_queue(catalogue)):
                time.sleep(0.05)  # until the batch has noticed
        time.sleep(0.1)
    raise SystemExit(f"the batch ended before the killer was out: {measure_queue(catalogue)}")


def _has_killer(now: QueueStats) -> bool:
    return any(each.file == KILLER for each in now.now)


def _command_of(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


if __name__ == "__main__":
    main()
