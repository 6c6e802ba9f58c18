"""The validated request and options of a run of `process`."""

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
from speakers.cast import Member, parse_cast
from transcripts.corrections.thresholds import Thresholds
from transcripts.dates import FORMS, parse_date
from transcripts.errors import UserError
from transcripts.formats.table import parse_choice
from transcripts.identifiers import LONGEST_TITLE, check_name
from transcripts.languages.language import Language
from transcripts.languages.table import code_of
from transcripts.sources.document import MOST_BYTES, decode, document_kind
from transcripts.sources.plain import MOST_LETTERS, long_word


def parse_speakers(value: str) -> str:
    """Check `N` or `N-M`; raises UserError naming what was found."""
    match = re.fullmatch(r"([0-9]+)(?:-([0-9]+))?", value.strip())
    if match is None:
        raise UserError(f"--speakers {value!r} is not a number of voices: write 3, or 2-4")
    least, most = int(match[1]), int(match[2] or match[1])
    if not 1 <= least <= most <= 50:
        raise UserError(f"--speakers {value!r} is out of range: 1 to 50 voices, smallest first")
    return value.strip()


def one_line(value: str) -> str:
    """Put a title on one line, composed (NFC), and replace bytes that are not UTF-8.

    Otherwise a programme typed on a Mac and the same one typed elsewhere would be two. UserError
    if it is too long or has hidden control characters.
    """
    title = unicodedata.normalize("NFC", " ".join(_legible(value).split()))
    return check_name(title, "title", LONGEST_TITLE)


def _named(path: Path) -> Path:
    """Reject non-UTF-8 paths: neither Prefect nor JSON can represent them."""
    if _legible(str(path)) != str(path):
        raise UserError(
            f"the path {_legible(str(path))} is not valid UTF-8: rename it, or pass a link to it "
            "with a valid name"
        )
    return path


def _legible(text: str) -> str:
    return os.fsencode(text).decode("utf-8", "replace")


Place = Annotated[Path, AfterValidator(_named)]
"""A path that is valid UTF-8."""


def _archive(value: Any) -> Path:
    if not isinstance(value, str | Path) and not hasattr(value, "fs"):
        raise ValueError("write a folder, or a URL such as s3://bucket/tapelog")
    return _named(parse_location(value))


Archive = Annotated[
    Path,
    PlainValidator(_archive),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "format": "path"}),
]
"""An archive's folder or URL."""


def _text(parse: Callable[[str], object]) -> BeforeValidator:
    """Parse text values; leave other values to pydantic."""
    return BeforeValidator(lambda value: parse(value) if isinstance(value, str) else value)


def _date(value: Any) -> Any:
    return parse_date(value, "--date") if isinstance(value, str) else value and str(value)


DEFAULT = Thresholds()


class ProcessOptions(BaseModel):
    """Options of processing, the same for a whole batch."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    speakers: Annotated[str | None, _text(parse_speakers)] = Field(
        default=None, description="How many voices there are: 3, or a range such as 2-4."
    )
    soundtrack: int | None = Field(
        default=None, ge=1, description="Which soundtrack of a file with several, from 1."
    )
    recognizer: str = Field(
        default=DEFAULT_RECOGNIZER,
        description="What recognizes the words: whisper, faster-whisper, or a plugin.",
    )
    model: str = Field(default="base", description="A Whisper model, by name or by path.")
    pipeline: Place | None = Field(
        default=None, description="A local pyannote pipeline folder to use for the voices."
    )
    language: Annotated[str, _text(code_of)] = Field(
        default="en",
        description="The language spoken, as Whisper abbreviates it, or auto to detect it.",
    )
    apply_from: float = Field(
        default=DEFAULT.apply,
        ge=0,
        le=1,
        description="Corrections are made from this probability on.",
    )
    propose_from: float = Field(
        default=DEFAULT.propose,
        ge=0,
        le=1,
        description="Corrections are proposed from this probability on.",
    )
    verbatim: bool = Field(
        default=False,
        description="Keep the reference's wording: only add punctuation, times and speakers.",
    )
    formats: Annotated[tuple[str, ...] | None, _text(parse_choice)] = Field(
        default=None, description="The formats to publish: vtt,docx, or all (default: the usual)."
    )


class Request(ProcessOptions):
    """One recording, its texts and its metadata."""

    recording: Place = Field(description="Any audio or video file.")
    transcript: Place | None = Field(
        None, description="The archive's own text of it, in any form: the reference."
    )
    context: tuple[Place, ...] = Field(
        (), description="Documents about the recording: they name people, roles and rare words."
    )
    cast: Place | None = Field(
        None, description="The people expected: one a line, `Name` or `Name: role`."
    )
    title: Annotated[str | None, _text(one_line)] = None
    programme: Annotated[str | None, _text(one_line)] = None
    date: Annotated[str | None, BeforeValidator(_date)] = Field(
        None, description=f"When it was broadcast: {FORMS}."
    )
    archive: Archive = Field(description="The archive's folder, or its URL.")
    out: Place | None = Field(
        None, description="Where the files go (default: the archive's published folder)."
    )

    @property
    def thresholds(self) -> Thresholds:
        """The thresholds of corrections; raises UserError if they contradict each other."""
        return thresholds(self.apply_from, self.propose_from)

    @property
    def voice_counts(self) -> tuple[int | None, int | None]:
        """The least and the greatest number of voices; None where there is no bound."""
        if self.speakers is None:
            return None, None
        least, _, most = self.speakers.partition("-")
        return int(least), int(most or least)


def thresholds(apply: float, propose: float) -> Thresholds:
    """Check that the apply threshold is not below the propose threshold; raises UserError."""
    if propose > apply:
        raise UserError(
            f"--propose-from {propose} is above --apply-from {apply}: a correction needs at least "
            "as high a probability to be applied as to be proposed"
        )
    return Thresholds(apply, propose)


def read_bytes(path: Path, what: str) -> bytes:
    """Read a file that the user named; raises UserError if it is missing or not readable."""
    check_not_pipe(path)
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise UserError(f"{what} {path} does not exist: check the path") from None
    except IsADirectoryError:
        raise UserError(f"{what} {path} is a folder: name one text file in it") from None
    except OSError as error:
        raise UserError(f"{what} {path} cannot be read: {error.strerror}") from None


def read_text(path: Path, what: str) -> str:
    """Read a text that the user named, in any encoding.

    Raises UserError if it is missing, empty, too large, or a document.
    """
    data = read_bytes(path, what)
    if len(data) > MOST_BYTES:
        raise UserError(
            f"{what} {path} has more than {MOST_BYTES // 2**20} MB: give the text alone"
        )
    if kind := document_kind(data):
        raise UserError(
            f"{what} {path} is {kind}, not plain text: open it and save it as plain text in UTF-8"
        )
    try:
        text, _ = decode(data)
    except UserError as error:
        raise UserError(f"{what} {path} is not plain text: {error}") from None
    if "\x00" in text:
        raise UserError(f"{what} {path} is not plain text: export it as plain UTF-8 text")
    if longest := long_word(text):
        raise UserError(
            f"{what} {path} is not plain text: it has a word of more than {MOST_LETTERS} letters, "
            f"{longest[:20]!r}...; export it as plain UTF-8 text"
        )
    if not text.strip():
        raise UserError(f"{what} {path} is empty: give a file with text, or leave it out")
    return text


def read_cast(path: Path, language: Language) -> tuple[Member, ...]:
    """Read a cast file; raises UserError naming the file and a bad line."""
    try:
        return parse_cast(read_text(path, "cast"), language)
    except UserError as error:
        message = str(error)
        raise UserError(message if str(path) in message else f"{path}: {message}") from None
