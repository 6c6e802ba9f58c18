"""Read Podcasting 2.0's JSON: segments with `speaker`, `startTime`, `endTime` and `body`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from transcripts.sources.document import SourceDocument
from transcripts.sources.labels import separate_labels, written_label
from transcripts.sources.passages import ReadSource, SourcePassage
from transcripts.sources.times import parse_number_time
from transcripts.sources.values import has_list, objects_in_list, text_or_number


def matches(document: SourceDocument) -> bool:
    """Check for `segments` whose items have a `body`."""
    return has_list(document.json, "segments", "body")


def read(document: SourceDocument) -> ReadSource:
    """Read the segments; a segment without a speaker continues the previous one.

    If no segment has a speaker, labels in the bodies (`Bob: ...`) are read.
    """
    passages = list(_read_passages(document))
    if not any(passage.label for passage in passages):
        found = separate_labels([passage.text for passage in passages])
        passages = [
            replace(passage, text=own.text, label=written_label(own), begins_turn=own.is_change)
            for passage, own in zip(passages, found, strict=True)
        ]
    return ReadSource(tuple(passages))


def _read_passages(document: SourceDocument) -> Iterator[SourcePassage]:
    for segment in objects_in_list(document.json["segments"]):
        yield SourcePassage(
            text_or_number(segment.get("body")),
            text_or_number(segment.get("speaker")) or None,
            parse_number_time(segment.get("startTime")),
            parse_number_time(segment.get("endTime")),
        )
