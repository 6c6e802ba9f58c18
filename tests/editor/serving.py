"""Run a real editor, `tapelog edit`, as a process that tests can stop, kill and restart."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE_SECONDS = 20


class Served:
    """A running editor; `url` stays the same after a restart."""

    def __init__(self, archive: Path, *options: str, models: bool = False) -> None:
        self.archive = archive
        self.models = models
        self.options = options
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the editor, on the same port as before."""
        command = (sys.executable, "-m", "flows.cli", "edit", "--port", str(self.port))
        command += () if self.models else ("--no-models",)
        self.process = subprocess.Popen(
            [*command, "--archive", str(self.archive), *self.options],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        said = self.process.stdout.readline()
        found = re.search(r":(\d+)/", said)
        assert found, f"the editor did not start: {said!r}"
        self.port = int(found[1])

    def kill(self) -> None:
        """Kill the editor, as a power failure would."""
        self.process.kill()
        self._ended()

    def stop(self) -> None:
        """Stop the editor, as Ctrl-C would."""
        self.process.terminate()
        self._ended()

    def _ended(self) -> None:
        self.process.wait(PATIENCE_SECONDS)
        assert self.process.stdout
        self.process.stdout.close()


@contextmanager
def serving(archive: Path, *options: str, models: bool = False) -> Iterator[Served]:
    """Run an editor for an archive during the block; it loads no model unless `models` is true."""
    served = Served(archive, *options, models=models)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.stop()
