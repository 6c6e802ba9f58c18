"""Read Praat's TextGrid, long or short: the speakers' interval tiers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transcripts.errors import UserError
from transcripts.formats.tiers import MADE_BY, REPAIRS
from transcripts.sources.document import SourceDocument
from transcripts.sources.passages import ReadSource, SourcePassage
from transcripts.sources.times import parse_number_time

_TOKEN = re.compile(r'"((?:[^"]|"")*+)"|(?<![\w.\[])(-?\d+(?:\.\d+)?(?:[eE]-?\d+)?)(?![\w.\]])')
_WORDS = " / words"


def matches(document: SourceDocument) -> bool:
    """Check whether the document begins like a TextGrid."""
    return (
        "ooTextFile" in document.first_characters[:200]
        and "TextGrid" in document.first_characters[:400]
    )


def read(document: SourceDocument) -> ReadSource:
    """Read the intervals of all tiers in order of time.

    Point tiers are left out. A tier whose name ends in "/ words" is left out if its intervals are
    inside those of another tier. Raises UserError if the file is truncated or has no interval tier.
    """
    tiers = list(_read_tiers(document.text))
    names = {name for name, _ in tiers}
    wanted = [
        SourcePassage(text, name, start, end, begins_turn=True)
        for name, rows in tiers
        if name not in (REPAIRS, MADE_BY) and name.removesuffix(_WORDS) not in names - {name}
        for start, end, text in rows
        if text.strip()
    ]
    if not wanted:
        raise UserError("it has no interval tier with text")
    return ReadSource(tuple(sorted(wanted, key=lambda p: p.start or 0.0)))


def _read_tiers(text: str) -> Iterator[tuple[str, list[tuple[float | None, float | None, str]]]]:
    """Yield (name, intervals) for each interval tier; an interval is (start, end, text).

    The long and the short layout have the same sequence of numbers and quoted texts.
    """
    tokens = [(m[1], m[2]) for m in _TOKEN.finditer(text.partition("TextGrid")[2][1:])]
    at = 0
    while at < len(tokens):
        kind, _ = tokens[at]
        if kind not in ("IntervalTier", "TextTier"):
            at += 1
            continue
        head = tokens[at + 1 : at + 5]
        if len(head) < 4 or head[0][0] is None or not (head[3][1] or "").isdecimal():
            raise UserError("it is truncated or damaged after a tier's name")
        count, width = int(head[3][1]), 3 if kind == "IntervalTier" else 2
        rows = tokens[at + 5 : at + 5 + width * count]
        if kind == "IntervalTier":
            yield (
                head[0][0].replace('""', '"'),
                [_read_interval(rows[n : n + 3]) for n in range(0, len(rows) - 2, 3)],
            )
        at += 5 + width * count


def _read_interval(row: list[tuple[str, str]]) -> tuple[float | None, float | None, str]:
    (_, start), (_, end), (text, _) = row
    return parse_number_time(start), parse_number_time(end), (text or "").replace('""', '"')
