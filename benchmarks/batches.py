"""Process sixty short recordings, six of them unusable, while workers and services fail.

    python -m benchmarks.batches calm     nothing goes wrong
    python -m benchmarks.batches storm    a worker is killed every 20 s; then the server and the
                                          database fail
    python -m benchmarks.batches show     the services keep running, so that people can look at them
    python -m benchmarks.batches throughput --recordings 50
                                          speed with one and two workers, and Prefect's overhead
    python -m benchmarks.batches memory --recordings 50
                                          memory of a worker after each recording

Calm and storm print how many recordings were published, which are in quarantine and why, which
steps ran twice, and the result of `tapelog archive check`. While they run, the counts of `tapelog
status` are compared with the published files.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from archive.catalogue.open import open_catalogue
from archive.database.connection import Unavailable
from archive.queue.stats import QueueStats, measure_queue
from archive.storage.manifest import MANIFEST
from audio.sound.recording import SAMPLE_RATE
from benchmarks.costs import make_recordings, measure_memory, measure_throughput, start_batch
from benchmarks.services import Services, kill, resident_memory, services
from tests.flows.pieces import bad, write

ROOT = Path(__file__).parent.parent
GOOD, BAD = 54, 6
KILLS, EVERY = 4, 20.0
OUTAGE_SECONDS = 30.0
"""Seconds that the server is down, and later the database."""
MAX_RECORDINGS = 50
"""The maximum of `--recordings`, because the interview has no more pieces."""
COST_BENCHMARKS = {"throughput": measure_throughput, "memory": measure_memory}


def make_inbox(inbox: Path) -> dict[str, str]:
    """Make the recordings; map each unusable file to words that must be in its failure reason."""
    make_recordings(inbox, range(GOOD))
    reasons = bad(inbox)
    interview = (ROOT / "examples" / "interview.mp3").read_bytes()
    (inbox / "cut.mp3").write_bytes(interview[:700])
    random = np.random.default_rng(1)
    (inbox / "random.flac").write_bytes(random.bytes(20_000))
    write(inbox / "tuning.wav", 0.3 * np.sin(np.arange(5 * SAMPLE_RATE) * 0.17))
    (inbox / "tuning.txt").write_bytes(b"\xd0\xcf\x11\xe0")
    return reasons | {
        "cut.mp3": "0.00 s of sound",
        "random.flac": "has no sound",
        "tuning.wav": "an old Word file",
    }


@dataclass
class Watcher:
    """Observes a running batch: its status, its stored steps and its published folders."""

    services: Services
    step_times: dict[str, int] = field(default_factory=dict)
    repeated_steps: list[str] = field(default_factory=list)
    impossible_counts: list[str] = field(default_factory=list)
    observations: int = 0
    process_memory: dict[int, list[int]] = field(default_factory=dict)
    """Resident bytes of each process that runs a flow, one value per observation."""
    last_stats: QueueStats | None = None

    def observe(self) -> QueueStats | None:
        """Observe once; return None if the database is down."""
        for path in (self.services.archive / "steps").glob("*"):
            changed = path.stat().st_mtime_ns
            if path.stat().st_size and self.step_times.setdefault(path.name, changed) != changed:
                self.repeated_steps.append(path.name)
                self.step_times[path.name] = changed
        self._measure_memory()
        published_count = self._count_published()
        try:
            with open_catalogue(self.services.archive, self.services.catalogue) as catalogue:
                stats = measure_queue(catalogue)
        except Unavailable:
            return None
        self._check_counts(stats, published_count)
        self.last_stats = stats
        return stats

    def _measure_memory(self) -> None:
        for worker in self.services.workers.values():
            for pid, size in resident_memory(worker).items():
                self.process_memory.setdefault(pid, []).append(size)

    def _count_published(self) -> int:
        return len(list((self.services.archive / "published").glob(f"*/{MANIFEST}")))

    def _check_counts(self, stats: QueueStats, published_count: int) -> None:
        """Record impossible states: recordings that are lost, or done but not published."""
        self.observations += 1
        total = stats.open + stats.done + stats.failed
        if total != GOOD + BAD and (total or self.step_times):
            self.impossible_counts.append(f"{total} recordings")
        if stats.done > self._count_published():
            self.impossible_counts.append(f"{stats.done} done, {self._count_published()} published")
        if published_count > stats.done + stats.running + stats.lost:
            self.impossible_counts.append(
                f"{published_count} published, {stats.done} done, {stats.running} running"
            )
        if self.last_stats and stats.done < self.last_stats.done:
            self.impossible_counts.append(f"{self.last_stats.done} done became {stats.done}")


def observe_until_condition(
    watcher: Watcher, seconds: float, is_reached: Callable[[QueueStats], bool]
) -> bool:
    """Observe for some seconds or until a condition is true; return whether it became true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        stats = watcher.observe()
        if stats and is_reached(stats):
            return True
        time.sleep(0.5)
    return False


def is_finished(stats: QueueStats) -> bool:
    """Whether every recording is done or has failed."""
    return stats.done + stats.failed == GOOD + BAD


def start_workers(running: Services) -> None:
    """Start two workers and the batch."""
    for name in ("first", "second"):
        running.start_worker(name)
    start_batch(running)


def run_undisturbed(running: Services, watcher: Watcher) -> None:
    """Process a batch with two workers."""
    start_workers(running)
    if not observe_until_condition(watcher, 3000, is_finished):
        raise TimeoutError(f"the batch did not end in time: {watcher.last_stats}")


def run_with_failures(running: Services, watcher: Watcher) -> None:
    """Process a batch with two workers while every process is killed in turn."""
    start_workers(running)
    observe_until_condition(watcher, 600, lambda stats: stats.done >= 2)
    for number in range(KILLS):
        name = ("first", "second")[number % 2]
        dead = kill(running.workers[name])
        print(f"killed worker {name} with {dead - 1} processes; {watcher.last_stats}", flush=True)
        running.start_worker(name)
        observe_until_condition(watcher, EVERY, is_finished)
    assert running.server is not None
    kill(running.server)
    print("killed the server", flush=True)
    observe_until_condition(watcher, OUTAGE_SECONDS, is_finished)
    running.start_server()
    print("the server is back", flush=True)
    observe_until_condition(watcher, EVERY, is_finished)
    running.postgres.stop()
    print("stopped PostgreSQL", flush=True)
    observe_until_condition(watcher, OUTAGE_SECONDS, is_finished)
    running.postgres.start()
    print("PostgreSQL is back", flush=True)
    began = time.monotonic()
    if not observe_until_condition(watcher, 3000, is_finished):
        raise TimeoutError(f"the batch did not end in time: {watcher.last_stats}")
    print(f"over {time.monotonic() - began:.0f} s later", flush=True)


def report(running: Services, watcher: Watcher, reasons: dict[str, str]) -> Iterator[str]:
    """Format what was published, what failed and what was repeated."""
    with open_catalogue(running.archive, running.catalogue) as catalogue:
        stats = measure_queue(catalogue, limit=1000)
        from archive.catalogue.find import find_recordings

        runs = [
            (found.id, found.revision)
            for found in find_recordings(catalogue, limit=1000).recordings
        ]
    right = sum(reasons.get(failed.file, "\0") in failed.reason for failed in stats.quarantine)
    yield f"published: {stats.done} of {GOOD}; more than once: {sum(r > 0 for _, r in runs)}"
    yield f"in quarantine: {stats.failed} of {BAD}, {right} with the right reason"
    yield from (f"    {failed.file}: {failed.reason}" for failed in stats.quarantine)
    yield f"steps stored: {len(watcher.step_times)}; repeated: {len(watcher.repeated_steps)}"
    yield f"status read: {watcher.observations} times; wrong: {len(watcher.impossible_counts)}"
    yield from sorted(set(watcher.impossible_counts))
    for sizes in watcher.process_memory.values():
        if len(sizes) > 60:  # observed for half a minute or longer
            marks = [sizes[len(sizes) * share // 4 - 1] / 1e6 for share in (1, 2, 3, 4)]
            yield f"memory at each quarter of a run: {', '.join(f'{m:.0f} MB' for m in marks)}"
    yield f"archive check: {running.tapelog('archive', 'check').strip()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["calm", "storm", "show", *COST_BENCHMARKS])
    parser.add_argument("--home", type=Path, default=ROOT / "out" / "batches")
    parser.add_argument("--recordings", type=int, default=50, metavar="N")
    given = parser.parse_args()
    if not 1 <= given.recordings <= MAX_RECORDINGS:
        parser.error(f"--recordings {given.recordings}: from 1 to {MAX_RECORDINGS}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the services are stopped too
    if cost := COST_BENCHMARKS.get(given.what):
        for line in cost(given.home.absolute(), given.recordings):
            print(line, flush=True)
        return
    with services(given.home.absolute()) as running:
        reasons = make_inbox(running.inbox)
        watcher = Watcher(running)
        if given.what == "show":
            start_workers(running)
            print(running.api.removesuffix("/api"), flush=True)
            while True:
                time.sleep(60)
        began = time.monotonic()
        {"calm": run_undisturbed, "storm": run_with_failures}[given.what](running, watcher)
        print(f"{given.what}: {time.monotonic() - began:.0f} s")
        print("\n".join(report(running, watcher, reasons)), flush=True)
        began = time.monotonic()
        print(running.tapelog("batch", str(running.inbox), "--model", "tiny.en"), end="")
        print(f"again: {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
