"""One recording from the command line: check what was asked, then run the flow and watch it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date as Date
from pathlib import Path
from typing import Any

from rich.console import Console

from archive.files import archive_folder, check_room, check_writable, published_folder
from audio.sound.recording import probe
from flows import settings
from flows.progress import shown_on
from flows.request import Request, parse_speakers, read_cast, read_text
from transcripts.errors import UserError
from transcripts.transcript import Transcript

INTERRUPTED = 130
"""The exit status after Ctrl-C, as shells have it: 128 + SIGINT."""

STOPPED = "stopped; the same command goes on from what was done"


def run(*, archive: Path | None, **given: Any) -> tuple[Transcript, Path]:
    """Process one recording; gives the transcript and the folder that it was published in.

    Raises UserError for whatever the user can mend, before any long work where that can be seen.
    """
    request = asked(archive_folder(archive), given)
    settings.prepare(request.archive)
    from flows.process import process

    with shown_on(Console(stderr=True)), stopping_at_once():
        transcript: Transcript = process(request)
    return transcript, request.out or published_folder(request.archive, transcript.recording.id)


@contextmanager
def stopping_at_once() -> Iterator[None]:
    """Let Ctrl-C end the program at once while the block runs.

    Nothing is lost by it: a step's result is whole or absent. Unwinding through Prefect instead
    would wait minutes for its temporary server, which the same Ctrl-C has stopped.
    """
    before = signal.signal(signal.SIGINT, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _stop(*_: object) -> None:
    from prefect.server.api.server import SubprocessASGIServer

    print(f"\ntapelog: {STOPPED}", file=sys.stderr, flush=True)
    for server in list(SubprocessASGIServer._instances.values()):
        server.stop()
    os._exit(INTERRUPTED)


def asked(archive: Path, given: dict[str, Any]) -> Request:
    """Check everything that can be checked without listening; raises UserError."""
    given = dict(given, context=tuple(given.get("context") or ()))
    if given.get("speakers"):
        given["speakers"] = parse_speakers(given["speakers"])
    if given.get("date"):
        given["date"] = _date(given["date"])
    request = Request(archive=archive, **{k: v for k, v in given.items() if v is not None})
    if request.transcript:
        read_text(request.transcript, "transcript")
    for path in request.context:
        read_text(path, "context")
    if request.cast:
        read_cast(request.cast)
    probe(request.recording)  # kept decoded for the steps
    folder = request.out or archive
    check_writable(archive)
    check_writable(folder)
    check_room(folder, request.recording.stat().st_size)
    return request


def _date(text: str) -> Date:
    try:
        return Date.fromisoformat(text)
    except ValueError:
        raise UserError(f"--date {text!r} is not a date: write it as 2010-09-15") from None
