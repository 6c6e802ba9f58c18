"""Read and write SegLST, meeteval's JSON list of utterances with speaker, times and words.

Three optional keys extend meeteval's format: `name` and `role` of the speaker (text, or null if
unknown), and `word_times`, the words as [text, start, end].
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from transcripts.errors import UserError
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.formats.rows import parse_seconds
from transcripts.scores.scoring_input import (
    ScoringInput,
    SpeakerInfo,
    Utterance,
    file_id,
    from_utterances,
    name_from_label,
    untimed_utterance,
)
from transcripts.transcript import Span, Transcript, Turn, Word

Entry = Mapping[str, Any]


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write a transcript as SegLST, one entry per turn, with the three additional keys."""
    named = options.apply_names(transcript)
    session = file_id(named.recording.file)
    rows = (
        json.dumps(_build_entry(named, turn, session), ensure_ascii=False) for turn in named.turns
    )
    return "[\n" + ",\n".join(rows) + "\n]\n"


def _build_entry(transcript: Transcript, turn: Turn, session: str) -> Entry:
    speaker = transcript.speaker(turn)
    return {
        "session_id": session,
        "speaker": speaker.id,
        "start_time": round(turn.start, 3),
        "end_time": round(turn.end, 3),
        "words": turn.text,
        "name": speaker.name,
        "role": speaker.role,
        "word_times": [[w.text, round(w.start, 3), round(w.end, 3)] for w in turn.words],
    }


def parse(text: str) -> tuple[ScoringInput, ...]:
    """Read SegLST and return one scoring input per session.

    If times are missing, there are no speaker segments, and entries stay in their order. Raises
    UserError with the number of a malformed entry.
    """
    try:
        entries = json.loads(text)
    except json.JSONDecodeError as error:
        raise UserError(
            f"SegLST line {error.lineno} is not JSON: {error.msg}; correct it"
        ) from None
    if not isinstance(entries, list):
        raise UserError(f"SegLST is a JSON list of utterances, found {type(entries).__name__}")
    sessions: dict[str, list[tuple[Entry, Utterance]]] = {}
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict) or not isinstance(entry.get("words"), str):
            raise UserError(f"SegLST entry {number} has no text under 'words'; correct the entry")
        session = _parse_label(entry.get("session_id"))
        sessions.setdefault(session, []).append((entry, _build_utterance(number, entry)))
    return tuple(_build_scoring_input(session, rows) for session, rows in sessions.items())


def _build_scoring_input(session: str, rows: Sequence[tuple[Entry, Utterance]]) -> ScoringInput:
    by_label: dict[str, list[Entry]] = {}
    for entry, utterance_ in rows:
        if utterance_.speaker:
            by_label.setdefault(utterance_.speaker, []).append(entry)
    people = {label: _find_speaker_info(label, entries) for label, entries in by_label.items()}
    return from_utterances(session, [spoken for _, spoken in rows], people)


def _find_speaker_info(label: str, entries: Sequence[Entry]) -> SpeakerInfo:
    """Take name and role from the first entry that has them, or the name from the label."""
    name, role = (
        next((entry[key] for entry in entries if entry.get(key)), None) for key in ("name", "role")
    )
    asked = any("name" in entry for entry in entries)
    return SpeakerInfo(name if asked else name_from_label(label), role)


def _build_utterance(number: int, entry: Entry) -> Utterance:
    for key in ("name", "role"):
        if not isinstance(entry.get(key), str | None):
            raise _build_entry_error(number, f"{key!r} is {entry[key]!r}; use a text or null")
    start, end = (_parse_time(number, entry.get(key)) for key in ("start_time", "end_time"))
    span = None if start is None or end is None else Span(start, end)
    if span and span.end < span.start:
        raise _build_entry_error(number, f"the utterance ends at {span.end} s, before it begins")
    speaker = _parse_label(entry.get("speaker"))
    if entry.get("word_times") is None:
        return untimed_utterance(speaker, span, entry["words"])
    return Utterance(speaker, span, _parse_timed_words(number, entry), has_word_times=True)


def _parse_timed_words(number: int, entry: Entry) -> tuple[Word, ...]:
    """Read the timed words; they must be the same words as in the entry's text."""
    rows = entry["word_times"]
    if not isinstance(rows, list):
        raise _build_entry_error(
            number, "'word_times' is not a list; use [[text, start, end], ...]"
        )
    words = tuple(_parse_word(number, row) for row in rows)
    for timed, text in zip_longest((w.text for w in words), entry["words"].split(), fillvalue=""):
        if timed != text:
            raise _build_entry_error(
                number, f"'word_times' has {timed!r} where 'words' has {text!r}"
            )
    return words


def _parse_word(number: int, row: object) -> Word:
    if not (isinstance(row, list) and len(row) == 3 and isinstance(row[0], str)):
        raise _build_entry_error(number, f"{row!r} in 'word_times' is not [text, start, end]")
    start, end = (parse_seconds("SegLST", number, str(time), unit="entry") for time in row[1:])
    if end < start:
        raise _build_entry_error(
            number, f"{row[0]!r} in 'word_times' ends at {end} s, before it begins"
        )
    return Word(row[0], start, end)


def _parse_label(value: object) -> str:
    """Read an id or a label, which some tools write as a number or null."""
    return "" if value is None else str(value)


def _parse_time(number: int, value: object) -> float | None:
    """Read a time, which some tools write as text ("12.50") and others omit."""
    return None if value is None else parse_seconds("SegLST", number, str(value), unit="entry")


def _build_entry_error(number: int, problem: str) -> UserError:
    return UserError(f"SegLST entry {number}: {problem}; correct it")
