"""Read the JSON of Rev and Rev AI: monologues that consist of elements."""

from __future__ import annotations

from collections.abc import Mapping

from transcripts.source_transcript import SourceWord
from transcripts.sources.document import SourceDocument
from transcripts.sources.passages import ReadSource, SourcePassage
from transcripts.sources.times import parse_number_time
from transcripts.sources.values import Object, has_list, objects_in_list, text_or_number


def matches(document: SourceDocument) -> bool:
    """Check for the JSON of Rev: a list `monologues` whose items have `elements`."""
    return has_list(document.json, "monologues", "elements")


def read(document: SourceDocument) -> ReadSource:
    """Read the monologues; speakers are numbers, with a name if the file contains one."""
    value = document.json
    names = {
        text_or_number(s.get("id")): text_or_number(s.get("name"))
        for s in objects_in_list(value.get("speakers"))
    }
    return ReadSource(
        tuple(_build_passage(row, names) for row in objects_in_list(value["monologues"]))
    )


def _build_passage(row: Object, names: Mapping[str, str]) -> SourcePassage:
    speaker = text_or_number(row.get("speaker"))
    words: list[SourceWord] = []
    for element in objects_in_list(row.get("elements")):
        text = text_or_number(element.get("value"))
        if element.get("type") == "punct":
            if words and text.strip():
                last = words[-1]
                words[-1] = SourceWord(last.text + "".join(text.split()), last.start, last.end)
            continue
        for part in text.split():
            start, end = (
                parse_number_time(element.get("ts")),
                parse_number_time(element.get("end_ts")),
            )
            words.append(SourceWord(part, start, end))
    label = names.get(speaker) or (f"Speaker {speaker}" if speaker.isdecimal() else speaker)
    start, end = (words[0].start, words[-1].end) if words else (None, None)
    return SourcePassage("", label or None, start, end, tuple(words))
