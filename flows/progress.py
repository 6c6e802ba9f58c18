"""Show the progress of each step as bars or as plain lines."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class Reporter(Protocol):
    """A display of the progress of steps."""

    def start(self, step: str) -> None:
        """Show that a step has begun."""

    def advance(self, step: str, done: float) -> None:
        """Show that the step has processed the share `done` (0 to 1) of the audio."""

    def finish(self, step: str, note: str) -> None:
        """Show that a step has ended; `note` says how long it took or that it was cached."""

    def say(self, line: str) -> None:
        """Show a line."""


class SilentReporter:
    """Show nothing, for flows in workers, whose progress is visible in Prefect."""

    def start(self, step: str) -> None:
        """Ignore the start of a step."""

    def advance(self, step: str, done: float) -> None:
        """Ignore the progress of a step."""

    def finish(self, step: str, note: str) -> None:
        """Ignore the end of a step."""

    def say(self, line: str) -> None:
        """Ignore the line."""


class LineReporter:
    """Write plain lines to stderr, one per 10 % of a step: for logs, pipes and screen readers."""

    def __init__(self) -> None:
        self._tenths: dict[str, int] = {}

    def start(self, step: str) -> None:
        """Remember the step; its first line is printed at 10 %."""
        self._tenths[step] = 0

    def advance(self, step: str, done: float) -> None:
        """Print a line each time another 10 % is reached."""
        tenth = int(done * 10)
        if self._tenths.get(step, 0) < tenth < 10:
            self._tenths[step] = tenth
            print(f"{step}: {tenth * 10} %", file=sys.stderr, flush=True)

    def finish(self, step: str, note: str) -> None:
        """Write the step's last line."""
        print(f"{step}: done ({note})", file=sys.stderr, flush=True)

    def say(self, line: str) -> None:
        """Write the line."""
        print(line, file=sys.stderr, flush=True)


class BarReporter:
    """Show one progress bar per step on a terminal."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description:<28}"),
            BarColumn(bar_width=30),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}"),
            console=console,
        )
        self._bars: dict[str, TaskID] = {}

    def __enter__(self) -> BarReporter:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def start(self, step: str) -> None:
        """Add the step's bar."""
        self._bars[step] = self._progress.add_task(step, total=1.0, note="")

    def advance(self, step: str, done: float) -> None:
        """Move the step's bar."""
        self._progress.update(self._bars[step], completed=done)

    def finish(self, step: str, note: str) -> None:
        """Fill the step's bar."""
        self._progress.update(self._bars[step], completed=1.0, note=note)

    def say(self, line: str) -> None:
        """Write the line above the bars."""
        self._progress.console.print(line, markup=False, highlight=False, soft_wrap=True)


_SILENT = SilentReporter()
_reporter: ContextVar[Reporter] = ContextVar("reporter", default=_SILENT)


@contextmanager
def progress_on(console: Console) -> Iterator[None]:
    """Show progress on this console during the block: bars on a terminal, plain lines elsewhere."""
    with BarReporter(console) if console.is_terminal else nullcontext(LineReporter()) as reporter:
        token = _reporter.set(reporter)
        try:
            yield
        finally:
            _reporter.reset(token)


@contextmanager
def without_progress() -> Iterator[None]:
    """Hide the progress of steps during the block, because several recordings would be mixed up."""
    token = _reporter.set(_SILENT)
    try:
        yield
    finally:
        _reporter.reset(token)


def say(line: str) -> None:
    """Show a line on the current display."""
    _reporter.get().say(line)


@contextmanager
def report_step(name: str) -> Iterator[Callable[[float], None]]:
    """Report a step from start to end; yield a function that takes the share done (0 to 1)."""
    reporter = _reporter.get()
    reporter.start(name)
    began = time.monotonic()
    yield lambda done: reporter.advance(name, min(1.0, max(0.0, done)))
    reporter.finish(name, f"{time.monotonic() - began:.1f} s")


def report_cached_step(name: str) -> None:
    """Report a step whose result was cached."""
    reporter = _reporter.get()
    reporter.start(name)
    reporter.finish(name, "cached by an earlier run")
