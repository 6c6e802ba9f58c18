"""Run the command `tapelog` as a person does, in a separate process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from flows.cli import main


@dataclass(frozen=True)
class Ran:
    """The exit status and output of a command."""

    status: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The last line of stderr: the error message."""
        return self.err.strip().splitlines()[-1] if self.err.strip() else ""

    def kept(self) -> set[str]:
        """The steps whose results were cached by an earlier run."""
        return self._steps("cached by an earlier run")

    def done(self) -> set[str]:
        """The steps that were computed."""
        return self._steps(" s)")

    def _steps(self, note: str) -> set[str]:
        return {
            line.partition(":")[0]
            for line in self.err.splitlines()
            if ": done (" in line and note in line
        }


def run_here(*arguments: object) -> Ran:
    """Run a command in this process, which has already loaded its libraries and models."""
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Ran(done.exit_code, done.stdout, done.stderr)


@dataclass(frozen=True)
class Tapelog:
    """The command `tapelog` with a separate archive, and a Prefect server if one is running."""

    archive: Path
    server: str | None = None

    def __call__(self, *arguments: object, **environment: str) -> Ran:
        """Run a command to its end."""
        done = subprocess.run(
            self.command(*arguments),
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            timeout=500,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def stopped(self, how: signal.Signals, when: Callable[[], bool], *arguments: object) -> Ran:
        """Run a command, and send it a signal as soon as `when` returns true.

        The processes that the command started do not get the signal; they have ended, too, when
        this returns.
        """
        process = subprocess.Popen(
            self.command(*arguments),
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        while not when():
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)
        process.send_signal(how)
        out, err = process.communicate(timeout=120)  # until the last process has closed the pipes
        return Ran(process.returncode, out, err)

    def command(self, *arguments: object) -> list[str]:
        """Build the command line."""
        return [sys.executable, "-m", "flows.cli", *(str(argument) for argument in arguments)]

    def environment(self, **more: str) -> dict[str, str]:
        """Build an environment with this archive and without the user's Prefect settings."""
        own = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
        password = os.environ.get("PREFECT_API_AUTH_STRING", "")
        server = (
            {"PREFECT_API_URL": self.server, "PREFECT_API_AUTH_STRING": password}
            if self.server
            else {}
        )
        return {**own, "TAPELOG_ARCHIVE": str(self.archive), **server, **more}

    def kept(self, step: str) -> list[Path]:
        """List the stored results of a step."""
        return list((self.archive / "steps").glob(f"{step.replace(' ', '-')}-*"))
