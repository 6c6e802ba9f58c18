"""Republish edited recordings in the background, after a pause in editing.

A separate process does the work, because rendering all files of three hours of audio takes seconds
of CPU time, which would delay every edit. It publishes all files or none, and finishes even if the
editor is killed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from threading import Condition, Thread
from typing import Literal

from archive.database.connection import Catalogue
from editor.publication_failure import PublicationFailure, failure_of

When = Literal["at once", "on demand"]

LONGEST_SECONDS = 30.0
"""The longest time in seconds between publications of a recording that is edited without a pause.
"""

LAST_SECONDS = 120.0
"""Seconds that `stop` waits for pending publications; recordings not published by then stay marked
as unpublished.
"""


class Publisher:
    """A queue of recordings to publish, and the thread that publishes them one by one.

    `quiet` is the number of seconds without an edit after which a recording is published.
    """

    def __init__(self, catalogue: Catalogue, when: When, quiet: float) -> None:
        self._catalogue = catalogue
        self._when = when
        self._quiet = quiet
        self._changed = Condition()
        self._due: dict[str, tuple[float, float]] = {}
        self._running: str | None = None
        self._requested: set[str] = set()
        self._inside: set[str] = set()
        self._failures: dict[str, PublicationFailure] = {}
        self._stopping = False
        self._thread: Thread | None = None

    def start(self) -> None:
        """Start the publishing thread."""
        self._stopping = False
        self._thread = Thread(target=self._work, name="publisher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Publish everything that is pending, then stop the thread."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(LAST_SECONDS)

    def publish_when_quiet(self, recording: str) -> None:
        """Schedule a recording for publication after `quiet` seconds without an edit."""
        if self._when == "at once":
            now = time.monotonic()
            with self._changed:
                _, latest = self._due.get(recording, (now, now + LONGEST_SECONDS))
                self._due[recording] = min(now + self._quiet, latest), latest
                self._changed.notify()

    def enqueue(self, recording: str, inside: bool = False) -> None:
        """Publish a recording as soon as possible; if `inside`, to the archive's own folder."""
        now = time.monotonic()
        with self._changed:
            self._due[recording] = now, now
            self._requested.add(recording)
            if inside:
                self._inside.add(recording)
            self._changed.notify()

    def is_waiting(self, recording: str) -> bool:
        """Check whether a recording is waiting to be published or is being published."""
        with self._changed:
            return recording in self._due or recording == self._running

    def is_publishing(self, recording: str) -> bool:
        """Check whether a recording is being published, or will be because somebody asked."""
        with self._changed:
            return recording in self._requested or recording == self._running

    def failure(self, recording: str) -> PublicationFailure | None:
        """Return why a recording's last publication failed; None if it did not fail."""
        with self._changed:
            return self._failures.get(recording)

    def _work(self) -> None:
        while recording := self._wait_for_recording():
            failure = self._publish(recording)
            with self._changed:
                self._running = None
                if recording not in self._due:
                    self._requested.discard(recording)
                self._failures.pop(recording, None)
                if failure is not None:
                    self._failures[recording] = failure

    def _wait_for_recording(self) -> str | None:
        """Wait for the next due recording and remove it from the queue; None once stopped."""
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

    def _publish(self, recording: str) -> PublicationFailure | None:
        """Publish a recording in a separate process; return why that failed, or None."""
        command = [sys.executable, "-P", "-m", "editor.publish_again", str(self._catalogue.archive)]
        with self._changed:
            options = ["--inside"] if recording in self._inside else []
            self._inside.discard(recording)
        done = subprocess.run(
            [*command, recording, *options],
            env=os.environ | self._catalogue.environment,
            capture_output=True,
            text=True,
            start_new_session=True,  # Ctrl-C stops the editor, but not a publication in progress
        )
        return failure_of(done.returncode, done.stderr) if done.returncode else None
