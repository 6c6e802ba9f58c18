"""Process one recording from the command line: validate, run the flow, show progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from archive.storage.files import archive_folder, check_free_space, check_writable, published_folder
from audio.sound.recording import probe
from flows import settings
from flows.old_text import read_old_text
from flows.progress import progress_on
from flows.request import Request, read_cast, read_text
from flows.sources.cache import local_copies
from flows.stopping import stopping_at_once
from transcripts.errors import UserError
from transcripts.languages.table import language
from transcripts.transcript import Transcript


def run(*, archive: Path | None, **options: Any) -> tuple[Transcript, Path]:
    """Process one recording; return the transcript and the folder that it was published in.

    The recording and its texts may be URLs. Raises UserError for a problem that the user can fix,
    if possible before long work starts.
    """
    with local_copies(options) as local_options:
        return _run(validate_request(archive_folder(archive), local_options))


def _run(request: Request) -> tuple[Transcript, Path]:
    settings.set_environment(request.archive)
    from flows import server

    with explain_full_disk(request), stopping_at_once():
        process = server.start_while(_load_flow)
        with progress_on(Console(stderr=True)):
            transcript: Transcript = process(request)
    return transcript, request.out or published_folder(request.archive, transcript.recording.id)


def _load_flow() -> Callable[[Request], Transcript]:
    """Import the flow, which takes nearly as long as starting the server."""
    from flows.process import process

    return process


@contextmanager
def explain_full_disk(request: Request) -> Iterator[None]:
    """Raise a clear UserError if a run fails because the disk is full.

    Prefect fails in many different ways when it cannot write to its database.
    """
    try:
        yield
    except UserError:
        raise
    except Exception:
        check_output_folders(request, needed=0)
        raise


def check_output_folders(request: Request, needed: int) -> None:
    """Raise UserError if the archive or the output folder has less free space than needed."""
    for folder in dict.fromkeys((request.archive, request.out or request.archive)):
        check_writable(folder)
        check_free_space(folder, needed)


def validate_request(archive: Path, options: dict[str, Any]) -> Request:
    """Validate a request without loading models; raises UserError if it is invalid."""
    request = Request(archive=archive, **{k: v for k, v in options.items() if v is not None})
    if request.transcript:
        read_old_text(request.transcript)
    for path in request.context:
        read_text(path, "context")
    if request.cast:
        read_cast(request.cast, language(request.language))
    probe(request.recording, request.soundtrack)  # cached for the steps
    check_output_folders(request, needed=request.recording.stat().st_size)
    return request
