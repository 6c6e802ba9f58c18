"""Read transcript.json, as tapelog writes it."""

from __future__ import annotations

from transcripts.formats import json as transcript_json
from transcripts.source_transcript import SourceWord
from transcripts.sources.document import SourceDocument
from transcripts.sources.passages import ReadSource, SourcePassage


def matches(document: SourceDocument) -> bool:
    """Check for the name of tapelog's schema."""
    value = document.json
    schema = value.get("schema") if isinstance(value, dict) else None
    return isinstance(schema, str) and schema.startswith("tapelog.transcript/")


def read(document: SourceDocument) -> ReadSource:
    """Read the turns, with the speakers' labels and the times of all words, if they are known."""
    transcript = transcript_json.parse(document.text)
    is_timed = transcript.recording.has_times
    passages = tuple(
        SourcePassage(
            turn.text,
            transcript.speaker(turn).label,
            turn.start if is_timed else None,
            turn.end if is_timed else None,
            tuple(
                SourceWord(word.text, word.start, word.end) if is_timed else SourceWord(word.text)
                for word in turn.words
            ),
            begins_turn=True,
        )
        for turn in transcript.turns
    )
    return ReadSource(passages, title=transcript.recording.title)
