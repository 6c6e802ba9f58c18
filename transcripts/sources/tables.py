"""Read CSV with a text column, and Audacity's labels: one row per turn."""

from __future__ import annotations

import csv
import re
from io import StringIO

from transcripts.errors import UserError
from transcripts.sources.document import SourceDocument
from transcripts.sources.labels import separate_labels, written_label
from transcripts.sources.passages import ReadSource, SourcePassage
from transcripts.sources.times import parse_number_time

_AUDACITY = re.compile(r"\d+\.\d+\t\d+\.\d+\t")
_TEXT = ("text", "transcript", "words", "utterance", "body", "content")
_LABEL = ("name", "speaker name", "speaker", "label")
_START = ("start", "start time", "begin", "start_time", "timestamp", "time", "in")
_END = ("end", "end time", "end_time", "out")
_GUARDED = re.compile(r"'(?=[=+\-@])")


def matches_csv(document: SourceDocument) -> bool:
    """Check whether the first line names a text column, and a start or a speaker column."""
    columns = _read_columns(document)
    return bool(set(columns) & set(_TEXT) and set(columns) & {*_START, *_LABEL})


def matches_audacity(document: SourceDocument) -> bool:
    """Check whether all first lines have two times and a label, separated by tabs."""
    lines = [line for line in document.first_characters.split("\n")[:20] if line.strip()]
    return bool(lines) and all(map(_AUDACITY.match, lines[:-1] or lines))


def read_csv(document: SourceDocument) -> ReadSource:
    """Read the rows by the names of the columns.

    Raises UserError if the table is damaged.
    """
    columns = _read_columns(document)
    try:
        rows = list(csv.reader(StringIO(document.text.lstrip()), _detect_delimiter(document)))[1:]
    except csv.Error as error:
        raise UserError(f"it is a damaged table ({error})") from None
    return ReadSource(tuple(_build_passage(dict(zip(columns, row, strict=False))) for row in rows))


def read_audacity(document: SourceDocument) -> ReadSource:
    """Read the labels; `Name:` before a text is the speaker."""
    rows = [line.split("\t", 2) for line in document.text.split("\n") if line.strip()]
    found = separate_labels([row[2] if len(row) > 2 else "" for row in rows])
    return ReadSource(
        tuple(
            SourcePassage(
                passage.text,
                written_label(passage),
                parse_number_time(row[0]),
                parse_number_time(row[1]) if len(row) > 1 else None,
                begins_turn=True,
            )
            for row, passage in zip(rows, found, strict=True)
        )
    )


def _read_columns(document: SourceDocument) -> list[str]:
    first = document.first_characters.split("\n", 1)[0]
    if not first or len(first) > 1000:
        return []
    try:
        row = next(csv.reader(StringIO(first), _detect_delimiter(document)), [])
    except csv.Error:
        return []
    return [name.strip().lower() for name in row]


def _detect_delimiter(document: SourceDocument) -> type[csv.Dialect]:
    first = document.first_characters.split("\n", 1)[0]

    class Found(csv.excel):
        delimiter = max(",;\t", key=first.count)

    return Found


def _build_passage(values: dict[str, str]) -> SourcePassage:
    def value(names: tuple[str, ...]) -> str:
        return next((_GUARDED.sub("", values[name], 1) for name in names if values.get(name)), "")

    start, end = parse_number_time(value(_START)), parse_number_time(value(_END))
    return SourcePassage(value(_TEXT), value(_LABEL) or None, start, end, begins_turn=True)
