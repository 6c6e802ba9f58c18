"""SegLST, what meeteval reads: a JSON list of utterances with speaker, times and words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from transcripts.account import Account, Utterance, from_utterances, utterance
from transcripts.errors import UserError
from transcripts.formats.rows import seconds
from transcripts.transcript import Span


def parse(text: str) -> tuple[Account, ...]:
    """Read SegLST, one account for each session in it; UserError names an entry that is not SegLST.

    Times may be missing: who is heard when is then not known, the order of the entries stays.
    """
    try:
        entries = json.loads(text)
    except json.JSONDecodeError as error:
        raise UserError(
            f"SegLST line {error.lineno} is not JSON: {error.msg}; correct it"
        ) from None
    if not isinstance(entries, list):
        raise UserError(f"SegLST is a JSON list of utterances, found {type(entries).__name__}")
    sessions: dict[str, list[Utterance]] = {}
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict) or not isinstance(entry.get("words"), str):
            raise UserError(f"SegLST entry {number} has no text under 'words'; correct the entry")
        session = str(entry.get("session_id", ""))
        sessions.setdefault(session, []).append(_utterance(number, entry))
    return tuple(from_utterances(session, said) for session, said in sessions.items())


def _utterance(number: int, entry: Mapping[str, Any]) -> Utterance:
    start, end = (_time(number, entry, key) for key in ("start_time", "end_time"))
    span = None if start is None or end is None else Span(start, end)
    return utterance(str(entry.get("speaker", "")), span, entry["words"])


def _time(number: int, entry: Mapping[str, Any], key: str) -> float | None:
    """Read a time; some tools write it as text ("12.50"), some leave it out."""
    value = entry.get(key)
    return None if value is None else seconds("SegLST", number, str(value), unit="entry")
