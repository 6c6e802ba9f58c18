from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from tests.golden_files import assert_golden
from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.errors import UserError
from transcripts.formats import json as transcript_json
from transcripts.transcript import Transcript


def test_golden_schema() -> None:
    text = json.dumps(transcript_json.schema(), indent=1, ensure_ascii=False) + "\n"
    assert_golden("transcript.schema.json", text)


@given(odd_transcripts())
def test_what_is_written_is_read_again(transcript: Transcript) -> None:
    assert transcript_json.parse(transcript_json.render(transcript)) == transcript


def test_the_example_is_read_again() -> None:
    assert transcript_json.parse(transcript_json.render(EXAMPLE)) == EXAMPLE


def test_the_words_of_a_turn_are_its_text() -> None:
    for turn in json.loads(transcript_json.render(EXAMPLE))["turns"]:
        assert " ".join(word["text"] for word in turn["words"]) == turn["text"]


def test_times_have_three_decimals() -> None:
    values = {"start": 1.23456, "deep": [{"seconds": 0.0004, "wer": 0.123456}]}
    assert transcript_json.rounded(values) == {
        "start": 1.235,
        "deep": [{"seconds": 0.0, "wer": 0.1235}],
    }


def test_the_schema_accepts_what_is_written() -> None:
    schema = transcript_json.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(transcript_json.render(EXAMPLE)), schema)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("schema",), "tapelog.transcript/2"),
        (("recording", "duration"), "long"),
        (("corrections", 0, "kind"), "guess"),
        (("corrections", 0, "status"), "maybe"),
        (("turns", 0, "words", 0, "origin"), "dream"),
        (("speakers", 0, "reasons", 0, "kind"), "hunch"),
    ],
)
def test_the_schema_and_the_reader_refuse_the_same(place: tuple[Any, ...], value: str) -> None:
    values = json.loads(transcript_json.render(EXAMPLE))
    inner = values
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(values, transcript_json.schema())
    with pytest.raises(UserError, match=value):
        transcript_json.parse(json.dumps(values))


def test_the_schema_describes_every_key() -> None:
    schema = transcript_json.schema()
    for part in (schema, *schema["$defs"].values()):
        assert part["description"]
        assert all(about["description"] for about in part["properties"].values())


def test_keys_of_others_are_left_out() -> None:
    values = json.loads(transcript_json.render(EXAMPLE)) | {"shelf": "B 12"}
    assert transcript_json.parse(json.dumps(values)) == EXAMPLE


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "no transcript"),
        ('{"schema": 1}', "no transcript"),
        ('{"schema": "tapelog.manifest/1"}', "no transcript"),
        ('{"schema": "tapelog.transcript/9"}', "tapelog.transcript/9 and this tapelog reads"),
        ('{"schema": "tapelog.transcript/1"}', "recording is not as tapelog.transcript/1"),
    ],
)
def test_other_texts_are_refused_in_one_line(text: str, complaint: str) -> None:
    with pytest.raises(UserError, match=complaint) as refusal:
        transcript_json.parse(text)
    assert "\n" not in str(refusal.value)
