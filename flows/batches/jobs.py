"""Build jobs from arrivals, and distinguish faults of the machine from faults of a recording."""

from __future__ import annotations

import errno
import json
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from archive.database.connection import Catalogue, Unavailable
from archive.database.timestamps import current_time
from archive.queue.arrivals import record_arrival
from archive.queue.jobs import Job
from archive.storage.errors import MissingFile, StorageFault
from archive.storage.files import MIN_FREE_SPACE, check_free_space
from audio.files import sha256_of
from flows.request import ProcessOptions, Request
from flows.sources.cache import discard, local_copies
from flows.sources.http_client import RequestFailed
from flows.sources.identify import IdentifiedArrival
from flows.sources.urls import Location, Url, is_url

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
"""Errors of the machine: a disk or share that is full, broken or absent, no memory, too many files.
"""

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


def build_job(identified: IdentifiedArrival, options: ProcessOptions) -> Job:
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


def recording_location(job: Job) -> Location:
    """Return the path or URL of the recording; it may have been moved or deleted meanwhile."""
    return _location(job.parameters["request"]["recording"])


def _location(text: str) -> Location:
    return Url(text) if is_url(text) else Path(text)


@contextmanager
def with_local_files(job: Job) -> Iterator[Job]:
    """Yield the job with paths of this machine in place of URLs.

    Raises UserError if a file cannot be fetched, or if the recording has changed since it was
    listed.
    """
    location = recording_location(job)
    with local_copies(job.parameters["request"]) as request:
        if isinstance(location, Url):
            found = sha256_of(request["recording"])
            if found != job.parameters["sha256"]:
                discard(location)
                raise RequestFailed(f"{location} has changed since it was listed")
        yield replace(job, parameters={**job.parameters, "request": request})


def collect_current_facts(job: Job) -> frozenset[str]:
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
    """Record that the file of a job was published, so that it is not processed again."""
    now = current_time()
    record_arrival(
        catalogue,
        recording_location(job),
        job.parameters["sha256"],
        facts,
        now,
    )


@dataclass(frozen=True, slots=True)
class PublishedRecording:
    """A published recording.

    `seconds` is the duration of the audio and `wall_seconds` the duration of processing;
    `summary_line` is a summary, `facts` are the job's facts.
    """

    seconds: float
    wall_seconds: float
    summary_line: str
    facts: frozenset[str] = frozenset()


def is_environmental(error: object) -> bool:
    """Check whether an error is due to the machine, a disk, a share or the database.

    Such an error says nothing about the recording.
    """
    if isinstance(error, OSError):
        return error.errno in _MACHINE_FAULTS
    return isinstance(error, Unavailable | StorageFault)


def is_lasting_failure(error: object, recording: Location) -> bool:
    """Check whether a recording failed because of its content, not because it cannot be reached."""
    if isinstance(recording, Url):
        return not isinstance(error, RequestFailed | MissingFile)
    return recording.exists()


def unmounted_folder(recording: Location) -> Path | None:
    """Return a recording's outermost folder that may be an unmounted share, or None.

    A folder that is missing, empty or unreadable may be an unmounted share. If the recording's
    folder has other files, the recording was deleted or renamed, and the result is None.
    """
    if isinstance(recording, Url):
        return None
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
    """Return the reason why recordings in an unmounted folder wait."""
    return f"{folder} is missing, empty or unreadable on {platform.node()}: mount it there"


def check_free_space_for(job: Job, archive: Path) -> None:
    """Raise UserError if the disk is almost full, before a recording is started."""
    recording = recording_location(job)
    try:
        size = recording.stat().st_size if isinstance(recording, Path) else 0
    except OSError:
        size = 0  # it is missing, which `process` reports better
    check_free_space(archive, max(MIN_FREE_SPACE, size))
