"""Publish again what was edited, in the background, when its editor has paused.

A program of its own does the work: writing all files of three hours takes seconds of computing,
which would hold up everybody's edits here. It publishes whole or not at all, and goes on to the end
even where the editor is killed meanwhile.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from threading import Condition, Thread
from typing import Literal

from archive.database.connection import Catalogue

When = Literal["at once", "on demand"]

LONGEST_SECONDS = 30.0
"""Who edits without a pause is published as often as this."""

LAST_SECONDS = 120.0
"""How long stopping waits for what is still to be published; the rest shows as unpublished."""


class Publisher:
    """Recordings that wait to be published, and the thread that has them published one by one.

    `quiet` is how many seconds without an edit there must be before a recording's turn comes.
    """

    def __init__(self, catalogue: Catalogue, when: When, quiet: float) -> None:
        self._catalogue = catalogue
        self._when = when
        self._quiet = quiet
        self._changed = Condition()
        self._due: dict[str, tuple[float, float]] = {}
        self._running: str | None = None
        self._failures: dict[str, str] = {}
        self._stopping = False
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin to publish what is due."""
        self._stopping = False
        self._thread = Thread(target=self._work, name="publisher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Publish what is waiting, and end."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(LAST_SECONDS)

    def edited(self, recording: str) -> None:
        """Note an edit: its recording is published when there have been no more for a while."""
        if self._when == "at once":
            now = time.monotonic()
            with self._changed:
                _, latest = self._due.get(recording, (now, now + LONGEST_SECONDS))
                self._due[recording] = min(now + self._quiet, latest), latest
                self._changed.notify()

    def publish(self, recording: str) -> None:
        """Publish a recording as soon as can be."""
        now = time.monotonic()
        with self._changed:
            self._due[recording] = now, now
            self._changed.notify()

    def waits(self, recording: str) -> bool:
        """Whether a recording is still to be published, or just being."""
        with self._changed:
            return recording in self._due or recording == self._running

    def failure(self, recording: str) -> str | None:
        """Return why publishing a recording failed the last time; None if it did not."""
        with self._changed:
            return self._failures.get(recording)

    def _work(self) -> None:
        while recording := self._next():
            failure = self._run(recording)
            with self._changed:
                self._running = None
                self._failures.pop(recording, None)
                if failure is not None:
                    self._failures[recording] = failure

    def _next(self) -> str | None:
        """Wait for a recording that is due, and take it; None at the end."""
        with self._changed:
            while True:
                first = min(self._due, key=lambda name: self._due[name], default=None)
                if first is None and self._stopping:
                    return None
                pause = None if first is None else self._due[first][0] - time.monotonic()
                if first is not None and (self._stopping or (pause is not None and pause <= 0)):
                    del self._due[first]
                    self._running = first
                    return first
                self._changed.wait(pause)

    def _run(self, recording: str) -> str | None:
        """Publish a recording in a program of its own; return what went wrong."""
        command = [sys.executable, "-P", "-m", "editor.publish_again", str(self._catalogue.archive)]
        done = subprocess.run(
            [*command, recording],
            env=os.environ | self._catalogue.environment,
            capture_output=True,
            text=True,
            start_new_session=True,  # Ctrl-C ends the editor, not what it has begun to write
        )
        if done.returncode == 0:
            return None
        return (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
