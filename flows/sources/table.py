"""Parse the rows of a CSV table so that a malformed row does not affect the others."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator

# The maximum number of further lines of a row whose quoted cell contains line breaks. If the cell
# is not closed by then, its opening quote counts as a typo. A higher limit would read more rows
# twice after a typo; a lower limit would refuse cells that contain a paragraph.
_MAX_LINES_PER_ROW = 20

Line = tuple[int, str]
"""The number of a line in its file, from 1, and its text."""


def rows(lines: Iterable[Line], separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield (number of the first line, cells) for each row; cells are None for a malformed row."""
    source = iter(lines)
    ahead: deque[Line] = deque()

    def take() -> Line | None:
        return ahead.popleft() if ahead else next(source, None)

    while first := take():
        number, text = first
        more: list[Line] = []
        cells = parse(text, separator)
        while (
            cells is None
            and _has_open_quote(text)
            and len(more) < _MAX_LINES_PER_ROW
            and (line := take())
        ):
            more.append(line)
            text += line[1]
            cells = parse(text, separator)
        if cells is None:  # the lines after an unclosed quote may be rows of their own
            ahead.extendleft(reversed(more))
        yield number, cells


def parse(text: str, separator: str) -> list[str] | None:
    """Split a row into cells; return None if its quotation marks are not balanced."""
    try:
        return next(csv.reader([text], delimiter=separator, strict=True), [])
    except csv.Error:
        return None


def _has_open_quote(text: str) -> bool:
    return text.count('"') % 2 == 1
