"""A batch's child process; the name of a recording tells it to die, to be slow or to fail."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from prefect.logging import disable_run_logger

from archive.queue.jobs import Job
from flows.batches.child import main
from flows.batches.jobs import PublishedRecording

ACTS = {
    "killer.wav": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "crasher.wav": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "stopped.wav": lambda: os.kill(os.getpid(), signal.SIGTERM),
    "slow.wav": lambda: time.sleep(600),
    "bug.wav": lambda: _bug(),
}


class Published:
    """The future of a recording that has been published."""

    def add_done_callback(self, call: Callable[[Any], None]) -> None:
        call(self)

    def result(self, raise_on_failure: bool) -> PublishedRecording:
        return PublishedRecording(4.0, 1.0, "0:04")


def _bug() -> None:
    raise ZeroDivisionError("a bug")


def submit(file: str, job: Job, archive: Path) -> Published:
    """Do what the file's name asks for, instead of processing the recording."""
    ACTS.get(file, lambda: None)()
    return Published()


with disable_run_logger():
    main(int(sys.argv[1]), submit)
