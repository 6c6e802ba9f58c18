"""AAPB and DOTe JSON keep the rules of their formats, as far as they use them.

No package reads these formats, and no schema of them is published in a package, so this file states
in our own words what programs that read and write them agree on:

- AAPB: what CLAMS's converter from MMIF writes for the American Archive of Public Broadcasting.
  Times are seconds written as text, speakers are numbered from 1.
- DOTe: what MacWhisper exports and scripts that read its exports use. Times are as in SubRip.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.formats.table import BY_NAME
from transcripts.transcript import Transcript

TEXT = {"type": "string"}
SECONDS = {"type": "string", "pattern": r"^\d+(\.\d+)?$"}
STAMP = {"type": "string", "pattern": r"^\d{2,}:[0-5]\d:[0-5]\d,\d{3}$"}


def entries(key: str, **properties: Any) -> dict[str, Any]:
    """Return the schema of a list of objects that have all these properties."""
    entry = {"type": "object", "required": list(properties), "properties": properties}
    return {"type": "object", "required": [key], "properties": {key: {"items": entry}}}


RULES: dict[str, list[dict[str, Any]]] = {
    "aapb": [
        {"required": ["id", "language"], "properties": {"id": TEXT, "language": TEXT}},
        entries(
            "parts",
            start_time=SECONDS,
            end_time=SECONDS,
            text=TEXT,
            speaker_id={"type": "integer", "minimum": 1},
        ),
    ],
    "dote": [
        entries("lines", startTime=STAMP, endTime=STAMP, speakerDesignation=TEXT, text=TEXT),
    ],
}


def faults(name: str, made: Any) -> list[str]:
    """List what breaks the rules of a format."""
    validator = Draft202012Validator({"allOf": RULES[name]})
    return [error.message for error in validator.iter_errors(made)]


def written(name: str, transcript: Transcript) -> Any:
    return json.loads(BY_NAME[name].render(transcript))


@pytest.mark.parametrize("name", RULES)
@given(transcript=odd_transcripts())
@settings(max_examples=25)
def test_odd_transcripts_keep_the_rules(name: str, transcript: Transcript) -> None:
    assert faults(name, written(name, transcript)) == []


@pytest.mark.parametrize("name", RULES)
def test_the_example_keeps_the_rules_and_a_fault_is_found(name: str) -> None:
    made = written(name, EXAMPLE)
    assert faults(name, made) == []
    (rows,) = (value for value in made.values() if isinstance(value, list))
    for key in ("start_time", "startTime"):
        if key in rows[0]:
            rows[0][key] = 1.5
    assert len(faults(name, made)) == 1
