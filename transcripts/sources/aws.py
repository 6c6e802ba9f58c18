"""Read the JSON of Amazon Transcribe: items with alternatives, and speaker segments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from transcripts.source_transcript import SourceWord
from transcripts.sources.document import SourceDocument
from transcripts.sources.passages import ReadSource, SourcePassage
from transcripts.sources.times import parse_number_time
from transcripts.sources.values import Object, has_list, objects_in_list, text_or_number


def matches(document: SourceDocument) -> bool:
    """Check for results whose items have alternatives."""
    value = document.json
    return isinstance(value, dict) and has_list(value.get("results"), "items", "alternatives")


def read(document: SourceDocument) -> ReadSource:
    """Read the items; the speaker of each comes from its label or from the segments."""
    results = document.json["results"]
    found = _read_words(
        objects_in_list(results["items"]), dict(_list_speakers_by_start_time(results))
    )
    passages = []
    for label, group in groupby(found, key=lambda row: row[0]):
        words = tuple(word for _, word in group)
        passages.append(SourcePassage("", label, words[0].start, words[-1].end, words))
    return ReadSource(tuple(passages))


def _list_speakers_by_start_time(results: Object) -> Iterator[tuple[str, str]]:
    """Yield (start time, speaker label) for each item in the segments, as text from the file."""
    labels = results.get("speaker_labels")
    for segment in objects_in_list(labels.get("segments") if isinstance(labels, dict) else None):
        for item in objects_in_list(segment.get("items")):
            yield text_or_number(item.get("start_time")), text_or_number(item.get("speaker_label"))


def _read_words(
    items: Iterable[Object], speakers: dict[str, str]
) -> list[tuple[str | None, SourceWord]]:
    """List (speaker, word) for all words; punctuation is appended to the word before it."""
    found: list[tuple[str | None, SourceWord]] = []
    for item in items:
        best = next(objects_in_list(item.get("alternatives")), {})
        text = "".join(text_or_number(best.get("content")).split())
        if item.get("type") == "punctuation" and found:
            label, last = found[-1]
            found[-1] = label, SourceWord(last.text + text, last.start, last.end)
        elif text:
            start = text_or_number(item.get("start_time"))
            label = text_or_number(item.get("speaker_label")) or speakers.get(start) or None
            end = parse_number_time(item.get("end_time"))
            found.append((label, SourceWord(text, parse_number_time(start), end)))
    return found
