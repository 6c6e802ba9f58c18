"""Write a manifest of a folder, with titles, dates and people from catalogue records and tags."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from archive.storage.files import write_atomically
from audio.sound.tags import read_tags
from flows.request import read_bytes
from flows.sources.arrival import Arrival
from flows.sources.folder import folder as recordings
from flows.sources.manifest import COLUMNS
from flows.sources.urls import Location
from speakers.cast import parse_cast
from transcripts.errors import UserError
from transcripts.languages.table import language
from transcripts.records import Record, parse_record, record_of_values

_RECORDS = (".xml", ".json")
"""Extensions of records beside a recording: `tape.xml`, `tape.pbcore.xml`, `tape.json`."""

_START_TIME = "start_time"
"""The column with the time of day at which a broadcast WAV begins; `batch` does not use it."""


@dataclass(frozen=True, slots=True)
class ManifestResult:
    """The number of recordings in the list, and notices about what was left out."""

    recordings: int
    notices: tuple[str, ...]


def write_manifest(folder: Path, out: Path) -> ManifestResult:
    """Write a manifest of the recordings in a folder, to be checked and given to `batch`.

    Values of records beside a recording take precedence over the tags in it. People become cast
    files and descriptions context documents, in a folder beside the manifest. Raises UserError if
    the folder does not exist, or if the manifest or the folder for texts already exists.
    """
    texts = out.with_name(f"{out.stem}-texts")
    for place in (out, texts):
        if place.exists():
            raise UserError(f"{place} exists: choose a new file")
    rows: list[dict[str, str]] = []
    notices: list[str] = []
    for found in recordings(folder, settle=0):
        if not isinstance(found, Arrival):
            notices.append(str(found))
            continue
        recording = Path(str(found.file))
        record, unread = _read_record(recording)
        notices += unread
        prefix = texts / f"{len(rows) + 1:04}-{recording.stem}"
        cast = found.cast or _write_text(
            prefix, "cast.txt", _format_cast(recording, record, notices)
        )
        context: list[Location] = list(found.context)
        if text := _write_text(prefix, "context.txt", record.description or ""):
            context.append(text)
        rows.append(
            {
                "file": _make_relative(recording, out),
                "title": record.title or "",
                "programme": record.programme or "",
                "date": record.date or "",
                "transcript": _make_relative(found.transcript, out),
                "context": "|".join(_make_relative(path, out) for path in context),
                "cast": _make_relative(cast, out),
                _START_TIME: record.start_time or "",
            }
        )
    table = StringIO()
    writer = csv.DictWriter(table, (*COLUMNS, _START_TIME), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_atomically(out, table.getvalue())
    return ManifestResult(len(rows), tuple(notices))


def _read_record(recording: Path) -> tuple[Record, list[str]]:
    """Return the metadata of a recording, and notices about what could not be read."""
    record, notices = Record(), []
    for path in sorted(recording.parent.iterdir()):
        is_beside = path.name.casefold().startswith(f"{recording.stem.casefold()}.")
        if is_beside and path.suffix.lower() in _RECORDS and path.is_file():
            try:
                record = record.completed_from(parse_record(read_bytes(path, "record")) or Record())
            except UserError as error:
                notices.append(f"{path}: {error}")
    record = record.completed_from(record_of_values(read_tags(recording)) or Record())
    return record, notices + [
        f"{recording}: the date {date!r} is not read" for date in record.unread_dates
    ]


def _format_cast(recording: Path, record: Record, notices: list[str]) -> str:
    """Return the people as lines of a cast file; add a notice for each person that is not valid."""
    lines = []
    for who, role in record.people:
        line = f"{who}: {role}\n" if role else f"{who}\n"
        try:
            parse_cast(line, language("en"))
            lines.append(line)
        except UserError:
            notices.append(f"{recording}: {line.strip()!r} is not a person that a cast can have")
    return "".join(lines)


def _write_text(prefix: Path, suffix: str, text: str) -> Path | None:
    if not text:
        return None
    prefix.parent.mkdir(parents=True, exist_ok=True)
    path = prefix.with_name(f"{prefix.name}.{suffix}")
    write_atomically(path, text)
    return path


def _make_relative(path: Location | None, out: Path) -> str:
    return os.path.relpath(str(path), out.absolute().parent) if path else ""
