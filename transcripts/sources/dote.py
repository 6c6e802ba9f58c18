"""Read the JSON of DOTe (`{"lines": [{"speakerDesignation", ...}]}`) and Podlove Publisher."""

from __future__ import annotations

from collections.abc import Iterator

from transcripts.sources.document import SourceDocument
from transcripts.sources.passages import ReadSource, SourcePassage
from transcripts.sources.times import parse_clock_time, parse_number_time
from transcripts.sources.values import Object, has_list, objects_in_list, text_or_number


def matches(document: SourceDocument) -> bool:
    """Check for DOTe's lines or Podlove's list of captions."""
    return bool(_list_rows(document))


def read(document: SourceDocument) -> ReadSource:
    """Read the lines.

    DOTe writes times as SubRip does; Podlove also writes milliseconds.
    """
    return ReadSource(tuple(map(_build_passage, _list_rows(document))))


def _list_rows(document: SourceDocument) -> list[Object]:
    value = document.json
    if has_list(value, "lines", "speakerDesignation", "startTime"):
        return list(objects_in_list(value["lines"]))
    if has_list(value, "transcript", "start_ms", "voice"):
        value = value["transcript"]
    rows = list(objects_in_list(value))
    return list(_keep_captions(rows)) if rows and _is_podlove(rows[0]) else []


def _is_podlove(row: Object) -> bool:
    return "start_ms" in row or ("items" in row and "speaker" in row)


def _keep_captions(rows: list[Object]) -> Iterator[Object]:
    """Yield the captions; Podlove may group them by speaker."""
    for row in rows:
        if "items" in row:
            who = row.get("speaker")
            label = text_or_number(who.get("name") if isinstance(who, dict) else who)
            yield from ({**item, "speaker": label} for item in objects_in_list(row["items"]))
        else:
            yield row


def _build_passage(row: Object) -> SourcePassage:
    label = row.get("speakerDesignation") or row.get("speaker") or row.get("voice")
    return SourcePassage(
        text_or_number(row.get("text")),
        text_or_number(label) or None,
        _read_time(row, "start"),
        _read_time(row, "end"),
    )


def _read_time(row: Object, start_or_end: str) -> float | None:
    if f"{start_or_end}_ms" in row:
        return parse_number_time(row[f"{start_or_end}_ms"], 0.001)
    return parse_clock_time(text_or_number(row.get(f"{start_or_end}Time") or row.get(start_or_end)))
