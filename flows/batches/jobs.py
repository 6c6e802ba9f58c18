"""Build jobs from arrivals, and process a job as a Prefect task, without unreadable texts."""

from __future__ import annotations

import errno
import json
import logging
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State

from archive.database.connection import Catalogue, Unavailable
from archive.database.timestamps import current_time
from archive.queue.arrivals import record_arrival
from archive.queue.jobs import Job
from archive.storage.errors import StorageFault
from archive.storage.files import MIN_FREE_SPACE, check_free_space
from audio.files import sha256_of
from flows import progress
from flows.old_text import read_old_text
from flows.process import publish_recording
from flows.request import ProcessOptions, Request, read_cast, read_text
from flows.sources.identify import Identified
from transcripts.errors import UserError
from transcripts.formats.clock import clock
from transcripts.languages.table import AUTO, DEFAULT, language
from transcripts.text.quantities import format_count

# At every step, Prefect warns that a time limit takes effect only between two Python statements.
# That is enough here, because models run thousands of statements, so the filter hides the warning.
logging.getLogger("prefect.task_runs").addFilter(
    lambda record: not str(record.msg).startswith("Timeout of %s seconds configured")
)

RETRIES = (5.0, 20.0, 60.0)
"""Seconds before each retry after a transient fault, such as an unreachable database. A retry costs
little, because finished steps are cached."""


_MACHINE_FAULTS = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EIO,
        errno.ENODEV,
        errno.ENOMEM,
        errno.EMFILE,
        errno.ENFILE,
        errno.ESTALE,
        errno.ENOTCONN,
        errno.EHOSTDOWN,
        errno.EHOSTUNREACH,
        errno.ETIMEDOUT,
    }
)
"""Error numbers of full, failing or absent disks and network shares."""

ALWAYS_COMPARED = frozenset({"model", "language"})
"""Options that are always compared, even if they have their default values."""


def distinguishing_options(options: ProcessOptions) -> dict[str, str]:
    """Return the options that distinguish one result from another, as text.

    Defaults are left out, so that a new option in a later version does not cause every recording to
    be processed again.
    """
    values = options.model_dump(mode="json", exclude_none=True)
    defaults = ProcessOptions().model_dump(mode="json")
    return {
        name: str(value)
        for name, value in sorted(values.items())
        if name in ALWAYS_COMPARED or value != defaults[name]
    }


def job(identified: Identified, options: ProcessOptions) -> Job:
    """Build the job of an arrival."""
    request = {
        **options.model_dump(mode="json", exclude_none=True),
        **identified.arrival.request_fields,
    }
    parameters = {
        "request": request,
        "sha256": identified.sha256,
        "facts": sorted(identified.facts),
        "unused": [path.name for path in identified.arrival.unused],
    }
    return Job(
        recording=identified.recording,
        file=identified.arrival.file.name,
        key=identified.key,
        parameters=json.loads(json.dumps(parameters, default=str)),
    )


def job_request(job: Job, archive: Path) -> Request:
    """Return the job's request; raises UserError if its values are not valid."""
    return Request(archive=archive, **job.parameters["request"])


def recording_path(job: Job) -> Path:
    """Return the path of the recording; it may have been moved or deleted meanwhile."""
    return Path(job.parameters["request"]["recording"])


def current_facts(job: Job) -> frozenset[str]:
    """Return the job's facts, with the current hashes of its texts.

    If a text was corrected after the job was enqueued, the retry uses the corrected text.
    """
    request = job.parameters["request"]
    named = [("transcript", request.get("transcript")), ("cast", request.get("cast"))]
    texts = [*named, *(("context", path) for path in request.get("context") or ())]
    kinds = {kind for kind, path in texts if path}
    facts = {
        fact for fact in job.parameters.get("facts", ()) if fact.partition(" ")[0] not in kinds
    }
    for kind, path in texts:
        if path and Path(path).is_file():
            facts.add(f"{kind} {sha256_of(Path(path))}")
    return frozenset(facts)


def store_arrival(catalogue: Catalogue, job: Job, facts: frozenset[str]) -> None:
    """Mark the file that arrived as published, so that it is not processed again."""
    now = current_time()
    record_arrival(
        catalogue,
        recording_path(job),
        job.parameters["sha256"],
        facts,
        now,
    )


@dataclass(frozen=True, slots=True)
class PublishedRecording:
    """A published recording.

    `seconds` is the duration of the audio and `took` that of processing; `line` is a summary,
    `facts` are the job's facts.
    """

    seconds: float
    took: float
    line: str
    facts: frozenset[str] = frozenset()


def _should_retry(_task: Any, _run: Any, state: State[Any]) -> bool:
    """Check whether a retry can help; it cannot if the user must fix the recording."""
    error = state.result(raise_on_failure=False)
    return is_environmental(error) or not isinstance(error, UserError)


def is_environmental(error: object) -> bool:
    """Check whether the error comes from the machine, a disk, a share or the database.

    If so, it does not come from the recording.
    """
    if isinstance(error, OSError):
        return error.errno in _MACHINE_FAULTS
    return isinstance(error, Unavailable | StorageFault)


@task(
    name="recording",
    task_run_name="{file}",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=len(RETRIES),
    retry_delay_seconds=list(RETRIES),
    retry_condition_fn=_should_retry,
)
def process_recording(file: str, job: Job, archive: Path) -> PublishedRecording:
    """Publish one recording; Prefect names the task after `file`."""
    began = time.monotonic()
    with progress.quietly():
        facts = current_facts(job)  # before the texts are read
        request, notices = without_bad_texts(job_request(job, archive))
        notices = (*notices, *_unused_notices(job))
        transcript = publish_recording(request, notices)
    seconds, took = transcript.recording.duration, time.monotonic() - began
    speakers = ", ".join(speaker.label for speaker in transcript.speakers)
    words = format_count(transcript.scores.words, "word")
    return PublishedRecording(
        seconds,
        took,
        f"{clock(seconds)}, {words}, {speakers} ({took:.1f} s)"
        + "".join(f"; {notice}" for notice in notices),
        facts,
    )


def unmounted_folder(recording: Path) -> Path | None:
    """Return the outermost folder of a recording that looks like an unmounted share, or None.

    A missing, empty or unreadable folder looks like that. If the recording's folder has other
    files, the recording was deleted or renamed.
    """
    missing, folder = None, recording.parent
    while True:
        try:
            if recording.exists():
                return None
            return missing if any(folder.iterdir()) else folder
        except FileNotFoundError:
            missing, folder = folder, folder.parent
        except OSError:
            return folder


def describe_unmounted(folder: Path) -> str:
    """Return why recordings in an unmounted folder wait."""
    return f"{folder} is missing, empty or unreadable on {platform.node()}: mount it there"


def check_free_space_for(job: Job, archive: Path) -> None:
    """Raise UserError if the disk is almost full, before a recording is started."""
    try:
        size = recording_path(job).stat().st_size
    except OSError:
        size = 0  # it is missing, which `process` reports better
    check_free_space(archive, max(MIN_FREE_SPACE, size))


def _unused_notices(job: Job) -> tuple[str, ...]:
    return tuple(
        f"{name} was not used: of the texts beside a recording only one is read, in this order: "
        "txt, docx, odt, rtf, vtt, srt, pdf"
        for name in job.parameters.get("unused", ())
    )


def without_bad_texts(request: Request) -> tuple[Request, tuple[str, ...]]:
    """Return the request without unreadable texts, and a notice for each of those.

    It is better to publish a recording without a bad text than not at all. When the text is
    corrected, the recording counts as changed and is processed again.
    """
    spoken = language(DEFAULT if request.language == AUTO else request.language)
    notices: list[str] = []

    def readable(path: Path | None, read: Callable[[Path], object]) -> bool:
        if path is None:
            return False
        try:
            read(path)
        except UserError as error:
            notices.append(f"published without this text: {' '.join(str(error).split())}")
            return False
        return True

    transcript, cast = request.transcript, request.cast
    readable_texts = {
        "transcript": transcript if readable(transcript, read_old_text) else None,
        "cast": cast if readable(cast, lambda path: read_cast(path, spoken)) else None,
        "context": tuple(path for path in request.context if readable(path, _read("context"))),
    }
    return request.model_copy(update=readable_texts), tuple(notices)


def _read(what: str) -> Callable[[Path], object]:
    return lambda path: read_text(path, what)
