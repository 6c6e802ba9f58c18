"""Define the validated request and options of a `process` run."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)

from archive.storage.errors import check_not_pipe
from archive.storage.files import parse_location
from audio.recognizers.recognizer import DEFAULT as DEFAULT_RECOGNIZER
from speakers.cast import CastMember, parse_cast
from transcripts.corrections.thresholds import Thresholds
from transcripts.dates import FORMS, parse_date
from transcripts.errors import UserError
from transcripts.formats.table import parse_choice
from transcripts.identifiers import LONGEST_TITLE, check_name
from transcripts.languages.language import Language
from transcripts.languages.table import parse_language_code
from transcripts.sources.document import MOST_BYTES, decode, document_kind
from transcripts.sources.plain import MOST_LETTERS, find_long_word


def parse_speakers(value: str) -> str:
    """Check that a value has the form `N` or `N-M`; raises UserError otherwise."""
    match = re.fullmatch(r"([0-9]+)(?:-([0-9]+))?", value.strip())
    if match is None:
        raise UserError(
            f"--speakers {value!r} is not a number of voices: write a number such as 3, or a range "
            "such as 2-4"
        )
    least, most = int(match[1]), int(match[2] or match[1])
    if not 1 <= least <= most <= 50:
        raise UserError(f"--speakers {value!r} is out of range: 1 to 50 voices, smallest first")
    return value.strip()


def one_line(value: str) -> str:
    """Normalize a title: one line, composed (NFC), bytes that are not UTF-8 replaced.

    macOS and other systems compose accented letters differently; without this, one programme could
    be stored as two. Raises UserError if the title is too long or has hidden control characters.
    """
    title = unicodedata.normalize("NFC", " ".join(_replace_invalid_utf8(value).split()))
    return check_name(title, "title", LONGEST_TITLE)


def _require_utf8(path: Path) -> Path:
    """Reject non-UTF-8 paths: neither Prefect nor JSON can represent them."""
    if _replace_invalid_utf8(str(path)) != str(path):
        raise UserError(
            f"the path {_replace_invalid_utf8(str(path))} is not valid UTF-8: rename it, or pass "
            "a link to it with a valid name"
        )
    return path


def _replace_invalid_utf8(text: str) -> str:
    return os.fsencode(text).decode("utf-8", "replace")


Utf8Path = Annotated[Path, AfterValidator(_require_utf8)]
"""A path that is valid UTF-8."""


def _parse_archive(value: Any) -> Path:
    if not isinstance(value, str | Path) and not hasattr(value, "fs"):
        raise ValueError("use a folder, or a URL such as s3://bucket/tapelog")
    return _require_utf8(parse_location(value))


Archive = Annotated[
    Path,
    PlainValidator(_parse_archive),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "format": "path"}),
]
"""An archive's folder or URL."""


def _parse_if_text(parse: Callable[[str], object]) -> BeforeValidator:
    """Return a pydantic validator that parses text values and leaves other values alone."""
    return BeforeValidator(lambda value: parse(value) if isinstance(value, str) else value)


def _parse_date(value: Any) -> Any:
    return parse_date(value, "--date") if isinstance(value, str) else value and str(value)


DEFAULT_THRESHOLDS = Thresholds()


class ProcessOptions(BaseModel):
    """The options of processing; a batch uses the same ones for all its recordings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    speakers: Annotated[str | None, _parse_if_text(parse_speakers)] = Field(
        default=None, description="How many voices there are: 3, or a range such as 2-4."
    )
    soundtrack: int | None = Field(
        default=None, ge=1, description="Which soundtrack to use if the file has several, from 1."
    )
    recognizer: str = Field(
        default=DEFAULT_RECOGNIZER,
        description="The speech recognizer: whisper, faster-whisper, or a plugin.",
    )
    model: str = Field(default="base", description="A Whisper model, by name or by path.")
    pipeline: Utf8Path | None = Field(
        default=None, description="The folder of a local pyannote pipeline for diarization."
    )
    language: Annotated[str, _parse_if_text(parse_language_code)] = Field(
        default="en",
        description="The language spoken, as Whisper abbreviates it, or auto to detect it.",
    )
    apply_from: float = Field(
        default=DEFAULT_THRESHOLDS.apply,
        ge=0,
        le=1,
        description="Corrections of at least this probability are applied.",
    )
    propose_from: float = Field(
        default=DEFAULT_THRESHOLDS.propose,
        ge=0,
        le=1,
        description="Corrections of at least this probability are proposed.",
    )
    verbatim: bool = Field(
        default=False,
        description="Keep the reference's wording: only add punctuation, times and speakers.",
    )
    formats: Annotated[tuple[str, ...] | None, _parse_if_text(parse_choice)] = Field(
        default=None, description="The formats to publish, such as vtt,docx, or all."
    )


class Request(ProcessOptions):
    """A recording with its texts and metadata."""

    recording: Utf8Path = Field(description="Any audio or video file.")
    transcript: Utf8Path | None = Field(
        None, description="The existing transcript (the reference), in any form."
    )
    context: tuple[Utf8Path, ...] = Field(
        (), description="Documents about the recording, with names, roles and rare words."
    )
    cast: Utf8Path | None = Field(
        None, description="The people expected, one per line: `Name` or `Name: role`."
    )
    title: Annotated[str | None, _parse_if_text(one_line)] = None
    programme: Annotated[str | None, _parse_if_text(one_line)] = None
    date: Annotated[str | None, BeforeValidator(_parse_date)] = Field(
        None, description=f"When it was broadcast: {FORMS}."
    )
    archive: Archive = Field(description="The archive's folder, or its URL.")
    out: Utf8Path | None = Field(
        None, description="The output folder (default: the archive's published folder)."
    )

    @property
    def thresholds(self) -> Thresholds:
        """The thresholds of corrections; raises UserError if they contradict each other."""
        return thresholds(self.apply_from, self.propose_from)

    @property
    def voice_counts(self) -> tuple[int | None, int | None]:
        """Return the least and the greatest number of voices; None means no limit."""
        if self.speakers is None:
            return None, None
        least, _, most = self.speakers.partition("-")
        return int(least), int(most or least)


def thresholds(apply: float, propose: float) -> Thresholds:
    """Return the thresholds; raises UserError if `propose` is above `apply`."""
    if propose > apply:
        raise UserError(
            f"--propose-from {propose} is above --apply-from {apply}: make it lower, because "
            "applying a correction needs more certainty than proposing it"
        )
    return Thresholds(apply, propose)


def read_bytes(path: Path, file_role: str) -> bytes:
    """Read a file that the user named; raises UserError if it cannot be read."""
    check_not_pipe(path)
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise UserError(f"{file_role} {path} does not exist: check the path") from None
    except IsADirectoryError:
        raise UserError(f"{file_role} {path} is a folder: choose a text file in it") from None
    except OSError as error:
        raise UserError(f"{file_role} {path} cannot be read: {error.strerror}") from None


def read_text(path: Path, file_role: str) -> str:
    """Read a text file that the user named, in any encoding.

    Raises UserError if it is missing, empty, too large, or not plain text.
    """
    data = read_bytes(path, file_role)
    if len(data) > MOST_BYTES:
        raise UserError(
            f"{file_role} {path} has more than {MOST_BYTES // 2**20} MB: use a file with "
            "only its text"
        )
    if kind := document_kind(data):
        raise UserError(
            f"{file_role} {path} is {kind}, not plain text: "
            "open it and save it as plain text in UTF-8"
        )
    try:
        text, _ = decode(data)
    except UserError as error:
        raise UserError(f"{file_role} {path} is not plain text: {error}") from None
    if "\x00" in text:
        raise UserError(f"{file_role} {path} is not plain text: export it as plain UTF-8 text")
    if longest := find_long_word(text):
        raise UserError(
            f"{file_role} {path} is not plain text: "
            f"it has a word of more than {MOST_LETTERS} letters, "
            f"{longest[:20]!r}...; export it as plain UTF-8 text"
        )
    if not text.strip():
        raise UserError(
            f"{file_role} {path} is empty: use a file that contains text, or leave it out"
        )
    return text


def read_cast(path: Path, language: Language) -> tuple[CastMember, ...]:
    """Read a cast file.

    Raises UserError, which names the file and the line, if a line is invalid.
    """
    try:
        return parse_cast(read_text(path, "cast"), language)
    except UserError as error:
        message = str(error)
        raise UserError(message if str(path) in message else f"{path}: {message}") from None
