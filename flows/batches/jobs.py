"""A recording that came, as a job that any worker can do; and back again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from archive.database.connection import Catalogue
from archive.queue.arrivals import record_arrival
from archive.queue.jobs import Job
from flows.request import ProcessOptions, Request
from flows.sources.identify import Identified

ALWAYS = frozenset({"model", "language"})
"""Options that are part of what a recording was done with even where nothing was chosen."""


def chosen(options: ProcessOptions) -> dict[str, str]:
    """Give the options that tell one result from another, as texts.

    Those that are left as they are do not count: an option that is new in a later tapelog must not
    make ten thousand recordings be done again.
    """
    values = options.model_dump(mode="json", exclude_none=True)
    usual = ProcessOptions().model_dump(mode="json")
    return {
        name: str(value)
        for name, value in sorted(values.items())
        if name in ALWAYS or value != usual[name]
    }


def job(found: Identified, options: ProcessOptions) -> Job:
    """Write down what is asked of a recording, and how."""
    request = {**options.model_dump(mode="json", exclude_none=True), **found.arrival.asked}
    asked = {"request": request, "sha256": found.sha256, "facts": sorted(found.facts)}
    return Job(
        recording=found.recording,
        file=found.arrival.file.name,
        key=found.key,
        asked=json.loads(json.dumps(asked, default=str)),
    )


def request_of(job: Job, archive: Path) -> Request:
    """Read what is asked; UserError where it cannot be."""
    return Request(archive=archive, **job.asked["request"])


def recording_of(job: Job) -> Path:
    """Give the file that is to be published: it may be gone, or have another name by now."""
    return Path(job.asked["request"]["recording"])


def note_arrival(catalogue: Catalogue, job: Job) -> None:
    """Note that what came is published, so that its source need not be asked about it again."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    record_arrival(
        catalogue, recording_of(job), job.asked["sha256"], frozenset(job.asked["facts"]), now
    )
