"""One recording of many: a task of its own in Prefect, with its name, state and reason."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State

from archive.database.connection import Unavailable
from archive.queue.jobs import Job
from archive.storage.errors import Unreachable
from archive.storage.files import check_free_space
from flows import progress
from flows.batches.jobs import recording_of, request_of
from flows.process import publish_recording
from transcripts.errors import UserError
from transcripts.formats.clock import clock
from transcripts.text.quantities import counted

# Prefect warns at every step that its limit of time takes effect between two statements of Python
# only. Models that listen go through thousands of them, so that is enough; the log shall say more.
logging.getLogger("prefect.task_runs").addFilter(
    lambda record: not str(record.msg).startswith("Timeout of %s seconds configured")
)

RETRIES = (5.0, 20.0, 60.0)
"""Seconds before each new try after a transient fault, such as a database that is away. Steps that
are finished are not done again, so that a try costs little."""

ROOM = 500 * 10**6
"""Bytes that must be free before a recording is begun: an hour of sound takes a tenth of that with
all that is kept of it, and a database on the same disk must go on meanwhile. More stops earlier."""


@dataclass(frozen=True, slots=True)
class Published:
    """What came of a recording: seconds of sound, seconds of work, and a line for people."""

    seconds: float
    took: float
    line: str


def _transient(_task: Any, _run: Any, state: State[Any]) -> bool:
    """Say whether another try can help: not where the user must mend the recording."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, Unavailable | Unreachable) or not isinstance(error, UserError)


@task(
    name="recording",
    task_run_name="{file}",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=len(RETRIES),
    retry_delay_seconds=list(RETRIES),
    retry_condition_fn=_transient,
)
def recording(file: str, job: Job, archive: Path) -> Published:
    """Publish one recording; `file` is how Prefect shows it."""
    began = time.monotonic()
    with progress.quietly():
        transcript = publish_recording(request_of(job, archive))
    seconds, took = transcript.recording.duration, time.monotonic() - began
    speakers = ", ".join(speaker.label for speaker in transcript.speakers)
    words = counted(transcript.scores.words, "word")
    return Published(seconds, took, f"{clock(seconds)}, {words}, {speakers} ({took:.1f} s)")


def check_room_for(job: Job, archive: Path) -> None:
    """Raise UserError where the disk is almost full: before a recording is begun."""
    try:
        size = recording_of(job).stat().st_size
    except OSError:
        size = 0  # it is gone, which `process` says better
    check_free_space(archive, max(ROOM, size))
