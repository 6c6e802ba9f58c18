"""Kill commands with SIGKILL at random moments, and count what is lost or left over.

    python -m benchmarks.kills [--kills N] [--seed N] [--only OPERATION]

Each operation starts from a copy of an archive with four recordings, is killed at a moment drawn
uniformly from its duration, and is then run again to its end. Counted as lost: missing edits that
were confirmed, other missing rows, published folders whose files do not match their manifest right
after the kill, and results that differ from those of an uninterrupted run. Counted as left over:
hidden files in the archive and its output, problems that `tapelog archive check` reports, and
running processes. Nothing leaves this machine.

`process` runs with the smallest model and is killed after a random line of its progress. The other
operations run in a fork of this process, so that the kill hits the operation and not the loading of
modules.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from archive.site.state import FILE as STATE
from benchmarks.kill_operations import (
    OPERATIONS,
    Operation,
    Problems,
    make_archive,
    run_to_end,
    start_fork,
)
from benchmarks.kill_process import kill_process

SHARE_OF_PROCESS = 0.06
"""The share of kills that hit `process`, which takes a hundred times as long as the others."""


def find_hidden_files(folder: Path) -> Problems:
    """Yield the hidden files below a folder, except the file with a site's state."""
    for path in sorted(folder.rglob(".*")):
        if path.name != STATE:
            yield f"left over: {path.relative_to(folder)}"


def kill_once(
    operation: Operation, prepared_folder: Path, rng: random.Random, duration: float
) -> Any:
    """Kill an operation once; return the problems, or None if it ended before the kill."""
    folder = prepared_folder.parent / "try"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(prepared_folder, folder)
    pid = start_fork(operation.run, folder)
    time.sleep(rng.uniform(0, duration))
    os.kill(pid, signal.SIGKILL)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != -signal.SIGKILL:
        return None
    problems = list(operation.problems_after_kill(folder))
    may_be_refused = operation.is_done(folder)
    again = run_to_end(operation.run, folder)
    if again and not may_be_refused:
        problems.append(f"lost: the same command ends with {again} afterwards")
    return [*problems, *operation.problems_after_rerun(folder), *find_hidden_files(folder)]


def kill_often(name: str, scratch: Path, kills: int, rng: random.Random) -> Counter[str]:
    """Kill an operation a number of times; count problems, and kills without a problem."""
    operation, prepared = OPERATIONS[name], scratch / name.replace(" ", "-") / "prepared"
    make_archive(prepared)
    operation.prepare(prepared)
    before = time.monotonic()
    trial = prepared.parent / "try"
    shutil.copytree(prepared, trial)
    if run_to_end(operation.run, trial):
        sys.exit(f"{name} fails: {(prepared.parent / 'output').read_text()}")
    seconds = time.monotonic() - before
    found: Counter[str] = Counter()
    done = 0
    while done < kills:
        problems = kill_once(operation, prepared, rng, seconds)
        if problems is None:
            seconds *= 0.98  # the operation ended before the kill: it takes less time now
            continue
        done += 1
        seconds *= 1.005
        found.update(set(problems) or {"nothing lost, nothing left over"})
    return found


def main() -> int:
    """Kill every operation and print the counts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=[*OPERATIONS, "process"], action="append")
    given = parser.parse_args()
    names = given.only or [*OPERATIONS, "process"]
    shares = {n: (SHARE_OF_PROCESS if n == "process" else 1 / len(OPERATIONS)) for n in names}
    total, bad = 0, 0
    with tempfile.TemporaryDirectory(prefix="tapelog-kills-") as folder:
        for name in names:
            kills = max(1, round(given.kills * shares[name] / sum(shares.values())))
            rng = random.Random(f"{given.seed} {name}")
            if name == "process":
                found = kill_process(Path(folder) / "process", kills, rng)
            else:
                found = kill_often(name, Path(folder), kills, rng)
            total += kills
            bad += sum(n for what, n in found.items() if not what.startswith("nothing"))
            print(f"{name}: {kills} kills", flush=True)
            for what, number in found.most_common():
                print(f"{number:6}  {what}", flush=True)
    print(f"{total} kills, {bad} with something lost or left over")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
