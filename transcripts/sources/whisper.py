"""Read the JSON of Whisper, WhisperX, faster-whisper's tools and whisper.cpp."""

from __future__ import annotations

from collections.abc import Iterator

from transcripts.source_transcript import SourceWord
from transcripts.sources.document import SourceDocument
from transcripts.sources.passages import ReadSource, SourcePassage
from transcripts.sources.times import parse_number_time
from transcripts.sources.values import Object, has_list, objects_in_list, text_or_number


def matches(document: SourceDocument) -> bool:
    """Check for segments with a text, or for whisper.cpp's transcription."""
    value = document.json
    return has_list(value, "segments", "text") or has_list(value, "transcription", "offsets")


def read(document: SourceDocument) -> ReadSource:
    """Read the segments, with the time and the speaker of each word if they are known."""
    value = document.json
    if "segments" in value:
        passages = [p for row in objects_in_list(value["segments"]) for p in _read_passages(row)]
    else:
        passages = [
            _build_whisper_cpp_passage(row) for row in objects_in_list(value["transcription"])
        ]
    return ReadSource(tuple(passages))


def _read_passages(row: Object) -> Iterator[SourcePassage]:
    """Yield a passage for each speaker of a segment."""
    own = text_or_number(row.get("speaker")) or None
    words: list[SourceWord] = []
    label = own
    for word in objects_in_list(row.get("words")):
        said = text_or_number(word.get("speaker")) or own
        if said != label and words:
            yield _build_passage(words, label)
            words = []
        label = said
        words += _read_words(word)
    if words:
        yield _build_passage(words, label)
    else:
        start, end = parse_number_time(row.get("start")), parse_number_time(row.get("end"))
        yield SourcePassage(text_or_number(row.get("text")), own, start, end)


def _read_words(word: Object) -> list[SourceWord]:
    texts = text_or_number(word.get("word") or word.get("text")).split()
    start, end = parse_number_time(word.get("start")), parse_number_time(word.get("end"))
    return [
        SourceWord(text, start if n == 0 else None, end if n == len(texts) - 1 else None)
        for n, text in enumerate(texts)
    ]


def _build_passage(words: list[SourceWord], label: str | None) -> SourcePassage:
    return SourcePassage("", label, words[0].start, words[-1].end, tuple(words))


def _build_whisper_cpp_passage(row: Object) -> SourcePassage:
    times = row.get("offsets")
    start, end = (times.get(k) for k in ("from", "to")) if isinstance(times, dict) else (None, None)
    label = text_or_number(row.get("speaker")) or None
    return SourcePassage(
        text_or_number(row.get("text")),
        label,
        parse_number_time(start, 0.001),
        parse_number_time(end, 0.001),
    )
