"""Define the flow that enrols voices from turns that editors confirmed."""

from __future__ import annotations

from prefect import flow

from archive.storage.files import archive_folder
from flows import progress
from flows.enrolment import EnrolmentResult
from flows.enrolment import enrol_voices as learn_all
from flows.request import Archive


@flow(name="learn", persist_result=False)
def learn(archive: Archive | None = None) -> EnrolmentResult:
    """Enrol voices from every recording that was ingested or edited since the last run.

    Args:
        archive: The archive's folder or URL; by default TAPELOG_ARCHIVE of the worker's process.
    """
    learned = learn_all(archive_folder(archive))
    for notice in learned.notices:
        progress.say(notice)
    return learned
