"""Process one recording of the queue as a Prefect task; unreadable texts are left out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State

from archive.queue.jobs import Job
from flows import progress
from flows.batches.jobs import (
    PublishedRecording,
    collect_current_facts,
    is_environmental,
    job_request,
    with_local_files,
)
from flows.old_text import read_old_text
from flows.process import publish_recording
from flows.request import Request, read_cast, read_text
from transcripts.errors import UserError
from transcripts.formats.clock import clock
from transcripts.languages.table import AUTO, DEFAULT, language
from transcripts.text.quantities import format_count

# At every step Prefect warns that a time limit only takes effect between two Python statements.
# That is enough, because models run thousands of statements. The filter hides the warning.
logging.getLogger("prefect.task_runs").addFilter(
    lambda record: not str(record.msg).startswith("Timeout of %s seconds configured")
)

RETRIES = (5.0, 20.0, 60.0)
"""Seconds before each retry after a transient fault, such as an unreachable database. A retry costs
little, because finished steps are cached."""


def _should_retry(_task: Any, _run: Any, state: State[Any]) -> bool:
    """Check whether a retry can help; it cannot if the user must fix the recording."""
    error = state.result(raise_on_failure=False)
    return is_environmental(error) or not isinstance(error, UserError)


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
    with progress.without_progress(), with_local_files(job) as local_job:
        facts = collect_current_facts(local_job)  # before the texts are read
        request, notices = omit_unreadable_texts(job_request(local_job, archive))
        notices = (*notices, *_list_unused_notices(job))
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


def _list_unused_notices(job: Job) -> tuple[str, ...]:
    return tuple(
        f"{name} was not used: of the texts beside a recording only one is read, in this order: "
        "txt, docx, odt, rtf, vtt, srt, pdf"
        for name in job.parameters.get("unused", ())
    )


def omit_unreadable_texts(request: Request) -> tuple[Request, tuple[str, ...]]:
    """Return the request without unreadable texts, and a notice for each of these texts.

    A batch publishes a recording without a bad text rather than not at all. When the text is
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
        "context": tuple(path for path in request.context if readable(path, _reader_of("context"))),
    }
    return request.model_copy(update=readable_texts), tuple(notices)


def _reader_of(file_role: str) -> Callable[[Path], object]:
    return lambda path: read_text(path, file_role)
