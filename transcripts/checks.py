"""Check what types cannot express: ids, references, and values that any database can store."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from transcripts.errors import UserError
from transcripts.identifiers import LONGEST_DESCRIPTION, LONGEST_TITLE, check_identifier, check_name
from transcripts.transcript import Transcript

MOST_LEVELS = 30
"""Deepest nesting of lists and objects in a value; tapelog itself writes five levels."""

MOST_SECONDS = 1_000_000
"""Longest recording, eleven days: the search index has no places for more."""

_SUSPECT = re.compile(
    r"\\u(?:0000|[dD][89a-fA-F])|(?<![\w.\"])-?\d[\d.]*[eE]\+?\d\d\d|Infinity|NaN"
)
"""JSON for a lone surrogate, the character 0, or a number too large for a float; not "1e234" in a
sha256."""


def check_values(text: str, values: Any) -> None:
    """Raise UserError if JSON values contain something that files or databases cannot store.

    `text` is the same JSON as text; values are checked one by one only if the text looks
    suspicious.
    """
    if not _SUSPECT.search(text):
        return
    for part in _list_nested_values(values):
        if isinstance(part, float) and not math.isfinite(part):
            raise UserError(f"it has the number {part}: replace it with a finite number")
        if isinstance(part, str) and ("\0" in part or not _is_utf8(part)):
            raise UserError(f"it has a text that is not valid UTF-8, {part[:40]!r}: correct it")


def check_references(transcript: Transcript) -> None:
    """Raise UserError if an id is malformed, or if a turn's speaker is not listed."""
    check_identifier(transcript.recording.id)
    for what, values in (
        ("speaker", transcript.speakers),
        ("turn", transcript.turns),
        ("correction", transcript.corrections),
    ):
        for value in values:
            check_identifier(value.id, what)
    about = transcript.recording
    _check_time("its duration", about.duration)
    for what, text in (("title", about.title), ("programme", about.programme)):
        check_name(text or "", what, LONGEST_TITLE)
    check_name(about.description or "", "description", LONGEST_DESCRIPTION)
    for speaker in transcript.speakers:
        _check_probability(speaker.id, speaker.confidence)
        check_name(speaker.name or "")
    for turn in transcript.turns:
        _check_probability(turn.id, turn.confidence)
        _check_time(f"a time in {turn.id}", max((w.end for w in turn.words), default=0.0))
    for correction in transcript.corrections:
        _check_probability(correction.id, correction.score)
    speakers = {speaker.id for speaker in transcript.speakers}
    for turn in transcript.turns:
        if turn.speaker not in speakers:
            raise UserError(
                f"turn {turn.id} has the speaker {turn.speaker[:80]!r}, who is not among the "
                "speakers: process the recording again"
            )
    for open_value in (
        transcript.provenance.options.as_json(),
        *(c.evidence for c in transcript.corrections),
    ):
        check_nesting(open_value)


def _check_time(description: str, seconds: float) -> None:
    if seconds > MOST_SECONDS:
        raise UserError(
            f"{description} is {seconds:g} s: no recording is longer than {MOST_SECONDS:,} s"
        )


def _check_probability(identifier: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise UserError(f"{identifier} has the probability {value}: it must be from 0 to 1")


def check_nesting(value: Any) -> None:
    """Raise UserError if a JSON value is nested too deeply."""
    level, parts = 0, [value]
    while parts := [inner for part in parts for inner in _list_direct_children(part)]:
        level += 1
        if level > MOST_LEVELS:
            raise UserError(
                f"it has a value with more than {MOST_LEVELS} nested levels: correct it"
            )


def _list_nested_values(values: Any) -> Iterator[Any]:
    waiting = [values]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, Mapping):
            waiting.extend(part)
        waiting.extend(_list_direct_children(part))


def _list_direct_children(part: Any) -> list[Any]:
    if isinstance(part, Mapping):
        return list(part.values())
    return list(part) if isinstance(part, list | tuple) else []


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
