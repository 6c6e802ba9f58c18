"""Text files of a recording in a batch: bad ones are left out and reported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flows.request import Request, read_cast, read_text
from transcripts.errors import UserError
from transcripts.languages.table import AUTO, DEFAULT, language


def without_bad_texts(request: Request) -> tuple[Request, tuple[str, ...]]:
    """Return (the request without unreadable texts, a notice for each of those).

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
    kept = {
        "transcript": transcript if readable(transcript, _read("transcript")) else None,
        "cast": cast if readable(cast, lambda path: read_cast(path, spoken)) else None,
        "context": tuple(path for path in request.context if readable(path, _read("context"))),
    }
    return request.model_copy(update=kept), tuple(notices)


def _read(what: str) -> Callable[[Path], object]:
    return lambda path: read_text(path, what)
