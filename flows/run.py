"""One recording from the command line: check what was asked, then run the flow and watch it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from archive.storage.files import archive_folder, check_free_space, check_writable, published_folder
from audio.sound.recording import probe
from flows import settings
from flows.progress import shown_on
from flows.request import Request, read_cast, read_text
from flows.stopping import stopping_at_once
from transcripts.errors import UserError
from transcripts.languages.table import language
from transcripts.transcript import Transcript


def run(*, archive: Path | None, **given: Any) -> tuple[Transcript, Path]:
    """Process one recording; returns the transcript and the folder that it was published in.

    Raises UserError for whatever the user can mend, before any long work where that can be seen.
    """
    request = asked(archive_folder(archive), given)
    settings.prepare(request.archive)
    from flows import server

    with blaming_the_disk(request), stopping_at_once():
        with ThreadPoolExecutor(1) as meanwhile:
            starting = meanwhile.submit(server.start)
            from flows.process import process  # takes half as long as the server needs

            starting.result()
        with shown_on(Console(stderr=True)):
            transcript: Transcript = process(request)
    return transcript, request.out or published_folder(request.archive, transcript.recording.id)


@contextmanager
def blaming_the_disk(request: Request) -> Iterator[None]:
    """Where a run fails because nothing can be written any more, raise UserError that says so.

    Prefect fails in many ways of its own when it cannot write to its database.
    """
    try:
        yield
    except UserError:
        raise
    except Exception:
        check_places(request, needed=0)
        raise


def check_places(request: Request, needed: int) -> None:
    """Raise UserError if so many bytes cannot be written: to the archive or where files go."""
    for folder in dict.fromkeys((request.archive, request.out or request.archive)):
        check_writable(folder)
        check_free_space(folder, needed)


def asked(archive: Path, given: dict[str, Any]) -> Request:
    """Check everything that can be checked without listening; raises UserError."""
    request = Request(archive=archive, **{k: v for k, v in given.items() if v is not None})
    if request.transcript:
        read_text(request.transcript, "transcript")
    for path in request.context:
        read_text(path, "context")
    if request.cast:
        read_cast(request.cast, language(request.language))
    probe(request.recording)  # kept decoded for the steps
    check_places(request, needed=request.recording.stat().st_size)
    return request
