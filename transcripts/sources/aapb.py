"""Read the JSON of the American Archive of Public Broadcasting and FIX IT+."""

from __future__ import annotations

from transcripts.sources.document import SourceDocument
from transcripts.sources.passages import ReadSource, SourcePassage
from transcripts.sources.times import parse_number_time
from transcripts.sources.values import has_list, objects_in_list, text_or_number


def matches(document: SourceDocument) -> bool:
    """Check for `parts` whose items have a start and a text."""
    return has_list(document.json, "parts", "start_time")


def read(document: SourceDocument) -> ReadSource:
    """Read the parts; `speaker_id` is the label, where 0 and "" mean that there is none."""
    passages = (
        SourcePassage(
            text_or_number(row.get("text")),
            _read_speaker_label(text_or_number(row.get("speaker_name") or row.get("speaker_id"))),
            parse_number_time(row.get("start_time")),
            parse_number_time(row.get("end_time")),
        )
        for row in objects_in_list(document.json["parts"])
    )
    return ReadSource(tuple(passages))


def _read_speaker_label(written: str) -> str | None:
    if not written or written == "0":
        return None
    return f"Speaker {written}" if written.isdecimal() else written
