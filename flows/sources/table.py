"""Rows of a table in CSV, where one bad row takes no other along."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator

# A row has line breaks inside quotes where a cell of the spreadsheet has. After this many lines the
# quote is taken for one that somebody forgot to close: more would read as many rows twice for it,
# fewer would refuse cells with a paragraph in them.
_TALLEST = 20

Line = tuple[int, str]
"""The number of a line in its file, from 1, and what stands there."""


def rows(lines: Iterable[Line], separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield the cells of each row and the number of its first line; None for what is no row."""
    source = iter(lines)
    ahead: deque[Line] = deque()

    def take() -> Line | None:
        return ahead.popleft() if ahead else next(source, None)

    while first := take():
        number, text = first
        more: list[Line] = []
        cells = parse(text, separator)
        while cells is None and _open(text) and len(more) < _TALLEST and (line := take()):
            more.append(line)
            text += line[1]
            cells = parse(text, separator)
        if cells is None:  # whatever the quote swallowed may be rows of their own
            ahead.extendleft(reversed(more))
        yield number, cells


def parse(text: str, separator: str) -> list[str] | None:
    """Take one row apart; None where its quotation marks do not close, or close too early."""
    try:
        return next(csv.reader([text], delimiter=separator, strict=True), [])
    except csv.Error:
        return None


def _open(text: str) -> bool:
    return text.count('"') % 2 == 1
