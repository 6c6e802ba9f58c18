"""Read recordings from a manifest: a list in CSV or JSON Lines.

The columns, or keys, are `file`, `title`, `programme`, `date`, `transcript`, `context` and `cast`.
Only `file` is required; unknown columns are ignored. Paths are relative to the manifest; URLs are
accepted, and a manifest may itself be at a URL. Several context documents are separated by | in
CSV, and are a list in JSON.
"""

from __future__ import annotations

import codecs
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from archive.storage.errors import check_not_pipe
from flows.request import one_line
from flows.sources import settled
from flows.sources.arrival import Arrival, Found, Refusal, find_read_problem
from flows.sources.cache import local_copy
from flows.sources.table import Line, parse, rows
from flows.sources.urls import Location, Url, is_url, parse_url, resolve_beside
from transcripts.dates import parse_date
from transcripts.errors import UserError

COLUMNS = ("file", "title", "programme", "date", "transcript", "context", "cast")

_SEPARATORS = ",;\t"
_SEVERAL = "|"

# The maximum length of a line in characters. A longer line is refused: no real row is that long.
_LONGEST_LINE = 2**20

# Similarity (0 to 1) from which an unknown column counts as a typo of a known one: "transcipt" and
# "transcript" have 0.95, "programme" and "program" 0.875, "cast" and "date" 0.5.
_MIN_SIMILARITY = 0.8


class _Refused(Exception):
    """A row that is not a valid recording; the message says why."""


_Row = tuple[int, Mapping[str, Any] | str]
"""The number of a row's first line, and its values by column or an error message."""


def manifest(
    path: Location, *, settle: float = settled.SECONDS, wait: Callable[[float], None] = time.sleep
) -> Iterator[Found]:
    """Yield the recordings of a manifest; a bad row is refused, and the others are read.

    The recordings keep the order of the manifest, except that recently changed files come last.
    Files that are still being written are yielded as `Waiting`. Raises UserError if the file is not
    a manifest.
    """
    return settled.separate_unfinished(_read_entries(path), settle, wait)


def _read_entries(path: Location) -> Iterator[Found]:
    if isinstance(path, Url):
        with local_copy(path, is_fresh=True) as copy:
            yield from _read_local_entries(path, copy, path)
    else:
        yield from _read_local_entries(path, path, path.expanduser().absolute().parent)


def _read_local_entries(path: Location, copy: Path, base_folder: Location) -> Iterator[Found]:
    """Yield the entries of a list at `path`; `base_folder` is its folder, or its URL."""
    seen: dict[Location, int] = {}
    with _open_text(copy) as file:
        for number, row in _read_rows(path, file):
            where = f"{path}, line {number}"
            try:
                arrival = _build_arrival(row, base_folder, where)
                if (first := seen.setdefault(arrival.file, number)) != number:
                    raise _Refused(f"{arrival.file} is already listed in line {first}")
            except _Refused as refused:
                yield Refusal(where, str(refused))
            else:
                yield arrival


@contextmanager
def _open_text(path: Path) -> Iterator[TextIO]:
    check_not_pipe(path)
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise UserError(f"the list {path} cannot be read: {error.strerror}") from None
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\0" in head and not wide:
        raise UserError(f"the list {path} is not text: save the table as CSV")
    # Decoding keeps bytes that are not UTF-8, so that only the row that contains them is refused.
    encoding, errors = ("utf-16", "replace") if wide else ("utf-8-sig", "surrogateescape")
    with path.open(encoding=encoding, errors=errors, newline="") as text:
        yield text


def _read_lines(file: TextIO) -> Iterator[Line]:
    """Yield (line number, line) for lines that are not blank; very long lines are truncated."""
    number = 0
    while line := file.readline(_LONGEST_LINE):
        number += 1
        rest = line
        while rest and not rest.endswith(("\n", "\r")):
            rest = file.readline(_LONGEST_LINE)
        if line.strip():
            yield number, line


def _read_rows(path: Location, file: TextIO) -> Iterator[_Row]:
    lines = _read_lines(file)
    first = next(lines, (0, ""))
    if first[1].lstrip().startswith("{"):
        return ((number, _parse_object(line)) for number, line in chain([first], lines))
    if first[1].startswith("sep="):  # Excel's declaration of the separator
        first = next(lines, (0, ""))
    separator, names = _parse_header(path, first[1])
    return (
        (number, _parse_record(names, cells, separator))
        for number, cells in rows(lines, separator)
        if cells is None or any(map(str.strip, cells))  # spreadsheets often end in empty rows
    )


def _parse_object(line: str) -> Mapping[str, Any] | str:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        return 'is not a JSON object: write one per line, such as {"file": "tapes/one.mp3"}'
    named = {key.strip().casefold(): value for key, value in values.items()}
    return _find_typo(named) or named


def _parse_header(path: Location, line: str) -> tuple[str, list[str]]:
    """Return the separator that yields the most known columns, and the names of the columns."""

    def names(separator: str) -> list[str]:
        return [cell.strip().casefold() for cell in parse(line, separator) or []]

    separator = max(_SEPARATORS, key=lambda s: len(set(COLUMNS).intersection(names(s))))
    found = names(separator)
    if wrong := _find_typo(found):
        raise UserError(f"the list {path} {wrong}")
    if "file" not in found:
        raise UserError(
            f"the list {path} has no column 'file': its first line must name the columns, which "
            f"can be {', '.join(COLUMNS)}"
        )
    if twice := next((name for name in COLUMNS if found.count(name) > 1), None):
        raise UserError(f"the list {path} has two columns named {twice!r}: remove one")
    return separator, found


def _find_typo(names: Iterable[str]) -> str | None:
    for name in names:
        if name not in COLUMNS and (like := get_close_matches(name, COLUMNS, 1, _MIN_SIMILARITY)):
            return f"has the unknown column {name!r}: do you mean {like[0]!r}?"
    return None


def _parse_record(
    columns: list[str], cells: list[str] | None, separator: str
) -> Mapping[str, Any] | str:
    if cells is None:
        return (
            "is not a valid row: a quotation mark is not closed, or text follows a closing one; "
            "double a quotation mark inside a quoted value"
        )
    if any(cells[len(columns) :]):
        return (
            f"has {len(cells)} values for {len(columns)} columns: a value with {separator!r} in it "
            "needs quotation marks"
        )
    values: dict[str, Any] = dict(zip(columns, cells, strict=False))
    values["context"] = values.get("context", "").split(_SEVERAL)
    return values


def _build_arrival(row: Mapping[str, Any] | str, base_folder: Location, where: str) -> Arrival:
    if isinstance(row, str):
        raise _Refused(row)
    file = _parse_file(row, "file", base_folder)
    if file is None:
        raise _Refused("has no file")
    context = row.get("context") or []
    paths = [_parse_path(each, "context", base_folder) for each in _parse_list(context)]
    return Arrival(
        file=file,
        origin="manifest",
        where=where,
        transcript=_parse_file(row, "transcript", base_folder),
        context=tuple(path for path in paths if path is not None),
        cast=_parse_file(row, "cast", base_folder),
        title=_parse_line(row, "title"),
        programme=_parse_line(row, "programme"),
        date=_parse_date(_parse_text(row.get("date"), "date")),
    )


def _parse_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _parse_file(row: Mapping[str, Any], name: str, base_folder: Location) -> Location | None:
    return _parse_path(row.get(name), name, base_folder)


def _parse_path(value: Any, name: str, base_folder: Location) -> Location | None:
    """Return the path of an existing file, or a URL; None without a value.

    Backslashes count as slashes.
    """
    text = _parse_text(value, name)
    if text is None:
        return None
    try:
        if is_url(text):
            return parse_url(text, base_folder if isinstance(base_folder, Url) else None)
        if isinstance(base_folder, Url):
            return resolve_beside(base_folder, text.replace("\\", "/"))
    except UserError as error:
        raise _Refused(f"{name} {error}") from None
    path = Path(base_folder, text.replace("\\", os.sep))
    if reason := find_read_problem(path):
        raise _Refused(f"{name} {path} {reason}")
    return path


def _parse_text(value: Any, name: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise _Refused(f"{name} {value!r} is not text: write it in quotation marks")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _Refused(f"{name} {value!a} is not UTF-8: save the list as UTF-8") from None
    return value.strip() or None


def _parse_line(row: Mapping[str, Any], name: str) -> str | None:
    text = _parse_text(row.get(name), name)
    try:
        return one_line(text) if text else None
    except UserError as error:
        raise _Refused(str(error)) from None


def _parse_date(text: str | None) -> str | None:
    try:
        return parse_date(text) if text else None
    except UserError as error:
        raise _Refused(str(error)) from None
