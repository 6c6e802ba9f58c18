"""Measure a batch's speed with one and two workers, Prefect's overhead, and a worker's memory.

The recordings are pieces of 4 to 8 seconds; the server and workers are real (services.py).
Schedules are paused, so that nothing else runs.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np

from archive.catalogue.open import open_catalogue
from archive.queue.stats import QueueStats, measure_queue
from archive.storage.published import read_transcript
from benchmarks.services import Services, resident_memory, services
from tests.flows.pieces import piece
from transcripts.transcript import Transcript

MODEL = "tiny.en"
SEPARATE_PROCESSES = 5
"""Number of recordings that are processed in separate processes."""
CONCURRENT_RECORDINGS = 2
"""Recordings that a flow run processes at once."""
TIMEOUT_SECONDS = 3000.0
"""Seconds after which the benchmark gives up."""


def make_recordings(folder: Path, numbers: Iterable[int]) -> list[Path]:
    """Make short recordings, all different."""
    folder.mkdir(parents=True, exist_ok=True)
    return [piece(folder / f"piece-{n:02}.wav", 4 + n * 2.8, 4 + n % 5) for n in numbers]


def start_batch(running: Services) -> None:
    """Start a batch of the inbox, as the schedule would."""
    options = json.dumps({"model": MODEL})
    source = f"source={json.dumps(str(running.inbox))}"
    asked = ["--param", source, "--param", f"options={options}"]
    running.prefect("deployment", "run", "batch/nightly", *asked)


@dataclass
class BatchTiming:
    """The times of a batch from its first recording to its last, in seconds of the clock."""

    recording_count: int
    worker_count: int
    began: float = 0.0
    ended: float = 0.0
    step_seconds: float = 0.0
    """Total duration of the steps of all recordings."""
    steady_observations: list[tuple[float, int]] = field(default_factory=list)
    """Time and finished recordings, each time that all workers were busy with loaded models."""
    _recordings_by_process: dict[str, set[str]] = field(default_factory=dict)

    def observe(self, stats: QueueStats) -> None:
        """Record one observation of the catalogue."""
        moment = time.monotonic()
        for each in stats.running_jobs:
            self._recordings_by_process.setdefault(each.flow_run, set()).add(each.recording)
        warm = sum(len(had) > CONCURRENT_RECORDINGS for had in self._recordings_by_process.values())
        if warm == self.worker_count and stats.waiting:
            self.steady_observations.append((moment, stats.done))
        if not self.began and stats.running:
            self.began = moment
        self.ended = moment

    @property
    def wall_seconds(self) -> float:
        """Seconds from the start of the first recording to the end of the last."""
        return self.ended - self.began

    @property
    def recordings_per_minute(self) -> float | None:
        """Recordings per minute while all workers were busy; None if that time was too short."""
        if (
            not self.steady_observations
            or self.steady_observations[-1][1] == self.steady_observations[0][1]
        ):
            return None
        (first, before), (last, after) = self.steady_observations[0], self.steady_observations[-1]
        return 60 * (after - before) / (last - first)


def time_batch(
    running: Services,
    workers: int,
    count: int,
    observe: Callable[[QueueStats], None] = lambda _: None,
) -> BatchTiming:
    """Process the inbox with a number of workers, and observe them."""
    running.prefect("deployment", "schedule", "pause", "--all")
    for number in range(workers):
        running.start_worker(f"worker-{number}", limit=1)
    timing, asked, end = BatchTiming(count, workers), 1, time.monotonic() + TIMEOUT_SECONDS
    start_batch(running)
    catalogue_of = open_catalogue(running.archive, running.catalogue)
    with catalogue_of as catalogue, ThreadPoolExecutor() as aside:
        while (stats := measure_queue(catalogue)).done < count:
            if stats.failed or time.monotonic() > end:
                raise SystemExit(f"the batch did not end in time: {stats}")
            if stats.open and asked < workers:  # earlier there is no work to share
                aside.submit(running.prefect, "deployment", "run", "catch up/always")
                asked += 1
            timing.observe(stats)
            observe(stats)
            time.sleep(0.25)
        timing.observe(stats)
        observe(stats)
    timing.step_seconds = sum(map(_step_seconds, _published_transcripts(running)))
    return timing


def _published_transcripts(running: Services) -> Iterator[Transcript]:
    return (read_transcript(place) for place in (running.archive / "published").iterdir())


def _step_seconds(transcript: Transcript) -> float:
    return sum(step.seconds for step in transcript.provenance.steps)


def measure_throughput(home: Path, count: int) -> Iterator[str]:
    """Process the same recordings with one worker, with two, and some in separate processes."""
    yield f"{count} recordings of 4 to 8 s, {MODEL}, load before: {_format_load()}"
    legs = []
    for workers in (1, 2):
        with services(home / f"workers-{workers}") as running:
            if workers == 1:
                yield _separate_processes(running, count)
            make_recordings(running.inbox, range(count))
            legs.append(time_batch(running, workers, count))
        yield f"{_summary(legs[-1])}; load: {_format_load()}"
    one, two = legs
    lost = (one.wall_seconds - one.step_seconds) / count
    yield f"a batch in one process: {lost:.2f} s a recording beside its steps"
    gain = one.wall_seconds / two.wall_seconds
    yield f"two workers against one: {gain:.2f} times as fast from first to last"
    if one.recordings_per_minute and two.recordings_per_minute:
        gain = two.recordings_per_minute / one.recordings_per_minute
        yield f"    {gain:.2f} times while all were at work"


def _separate_processes(running: Services, count: int) -> str:
    """Process some recordings, each in a separate process and flow run."""
    walls, losses = [], []
    for path in make_recordings(running.home / "alone", range(count, count + SEPARATE_PROCESSES)):
        out, began = running.home / "out" / path.stem, time.monotonic()
        place = ("--out", str(out), "--archive", str(running.home / "alone-archive"))
        running.tapelog("process", str(path), "--model", MODEL, *place)
        walls.append(time.monotonic() - began)
        losses.append(walls[-1] - _step_seconds(read_transcript(out)))
    return (
        f"a process for each recording: median {median(walls):.1f} s, of these {median(losses):.1f}"
        f" s beside its steps (from {min(losses):.1f} to {max(losses):.1f} s)"
    )


def _summary(timing: BatchTiming) -> str:
    name = "one worker" if timing.worker_count == 1 else "two workers"
    each = timing.step_seconds / timing.recording_count
    rate = (
        f", {timing.recordings_per_minute:.1f} a minute while all were at work"
        if timing.recordings_per_minute
        else ""
    )
    wall = f"{timing.wall_seconds:.1f} s from first to last"
    return f"{name}: {wall}, {each:.2f} s of steps a recording{rate}"


def measure_memory(home: Path, count: int) -> Iterator[str]:
    """Process all recordings with one worker; measure its memory in MB after each."""
    sizes: list[float] = []
    with services(home / "memory") as running:
        make_recordings(running.inbox, range(count))

        def record_memory(stats: QueueStats) -> None:
            (worker,) = running.workers.values()
            held = max(resident_memory(worker).values(), default=0) / 1e6
            if held:
                sizes.extend([held] * (stats.done - len(sizes)))

        time_batch(running, 1, count, record_memory)
    yield f"MB after each recording: {' '.join(f'{size:.0f}' for size in sizes)}"
    yield f"first {sizes[0]:.0f} MB, median {median(sizes):.0f} MB, last {sizes[-1]:.0f} MB"
    yield f"slope over all: {_slope(sizes):+.2f} MB a recording"
    later = sizes[len(sizes) // 5 :]  # the first recordings still fill permanent caches
    yield f"slope without the first fifth: {_slope(later):+.2f} MB a recording"


def _slope(sizes: list[float]) -> float:
    """Fit a line through the sizes (least squares)."""
    return float(np.polyfit(range(len(sizes)), sizes, 1)[0]) if len(sizes) > 1 else 0.0


def _format_load() -> str:
    return " ".join(f"{value:.1f}" for value in os.getloadavg())
