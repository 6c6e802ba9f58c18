from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.golden_files import assert_golden
from tests.lamplight import EXAMPLE, UNSPOKEN
from tests.odd_transcripts import odd_transcripts
from transcripts.errors import UserError
from transcripts.formats import json as transcript_json
from transcripts.ranges import WordRange, numbers_in
from transcripts.transcript import Transcript


def test_golden_schema() -> None:
    text = json.dumps(transcript_json.schema(), indent=1, ensure_ascii=False) + "\n"
    assert_golden("transcript.schema.json", text)


@given(odd_transcripts())
def test_written_files_are_read_back(transcript: Transcript) -> None:
    assert transcript_json.parse(transcript_json.render(transcript)) == transcript


def test_the_example_is_read_back() -> None:
    assert transcript_json.parse(transcript_json.render(EXAMPLE)) == EXAMPLE


def test_the_words_of_a_turn_are_its_text() -> None:
    for turn in json.loads(transcript_json.render(EXAMPLE))["turns"]:
        assert " ".join(word["text"] for word in turn["words"]) == turn["text"]


def test_times_have_three_decimals() -> None:
    values = {"start": 1.23456, "deep": [{"seconds": 0.0004, "wer": 0.123456}]}
    assert transcript_json.round_numbers(values) == {
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
        assert all(about["description"] for about in part.get("properties", {}).values())


def test_every_turn_and_correction_says_which_words_it_has() -> None:
    values = json.loads(transcript_json.render(EXAMPLE))
    words = [word["text"] for turn in values["turns"] for word in turn["words"]]
    for turn in values["turns"]:
        assert " ".join(words[slice(*turn["word_range"])]) == turn["text"]
    (name,) = (c for c in values["corrections"] if c["id"] == "C10")
    assert [words[slice(*own)] for own in name["word_ranges"]] == [["Kirkhallan,"]]


def ranged(draw: st.DrawFn, transcript: Transcript) -> tuple[WordRange, ...]:
    ends = st.integers(0, len(transcript.words))
    one = st.tuples(ends, ends).map(lambda pair: WordRange(min(pair), max(pair)))
    return tuple(draw(st.lists(one, max_size=3)))


@given(transcript=odd_transcripts(), data=st.data())
def test_word_ranges_are_read_again(transcript: Transcript, data: st.DataObject) -> None:
    corrections = tuple(
        replace(c, turn=transcript.turns[0].id, word_ranges=ranged(data.draw, transcript))
        for c in EXAMPLE.corrections
    )
    unspoken = tuple(replace(u, word_ranges=ranged(data.draw, transcript)) for u in UNSPOKEN)
    written = replace(transcript, corrections=corrections, unspoken=unspoken)
    read = transcript_json.parse(transcript_json.render(written))
    assert [c.word_ranges for c in read.corrections] == [c.word_ranges for c in corrections]
    assert read.unspoken == unspoken
    assert read.word_ranges == transcript.word_ranges


@given(odd_transcripts())
def test_turns_are_the_words_cut_into_ranges(transcript: Transcript) -> None:
    ranges = [transcript.word_ranges[turn.id] for turn in transcript.turns]
    assert list(numbers_in(ranges)) == list(range(len(transcript.words)))
    for turn, own in zip(transcript.turns, ranges, strict=True):
        assert own.slice_of(transcript.words) == turn.words


@pytest.mark.parametrize(
    ("place", "value", "complaint"),
    [
        (("turns", 1, "word_range"), [3, 9], r"turns\.1\.word_range is \[3, 9\]"),
        (
            ("corrections", 0, "word_ranges"),
            [[0, 9999]],
            r"corrections\.0\.word_ranges is .*268 words",
        ),
        (("unwritten", 0, "word_ranges"), [[5, 4]], r"unwritten\.0\.word_ranges is \[5, 4\]"),
        (("unspoken", 0, "word_ranges"), [[1]], r"unspoken\.0\.word_ranges"),
    ],
)
def test_ranges_that_do_not_fit_the_words_are_refused(
    place: tuple[Any, ...], value: object, complaint: str
) -> None:
    values = json.loads(transcript_json.render(EXAMPLE))
    values[place[0]][place[1]][place[2]] = value
    with pytest.raises(UserError, match=complaint):
        transcript_json.parse(json.dumps(values))


def test_unknown_keys_are_ignored() -> None:
    values = json.loads(transcript_json.render(EXAMPLE)) | {"shelf": "B 12"}
    assert transcript_json.parse(json.dumps(values)) == EXAMPLE


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not valid JSON"),
        ("{", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ("[]", "not a transcript"),
        ('{"schema": 1}', "not a transcript"),
        ('{"schema": "tapelog.manifest/1"}', "not a transcript"),
        ('{"schema": "tapelog.transcript/9"}', "schema tapelog.transcript/9, and this version"),
        ('{"schema": "tapelog.transcript/1"}', "recording does not match tapelog.transcript/1"),
    ],
)
def test_other_texts_are_refused_in_one_line(text: str, complaint: str) -> None:
    with pytest.raises(UserError, match=complaint) as refusal:
        transcript_json.parse(text)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("number", ["1e999", "-1E+999", "1.5e1000", "20e400", "Infinity", "NaN"])
def test_a_number_that_no_database_can_store_is_refused(number: str) -> None:
    text = transcript_json.render(EXAMPLE)
    duration = re.search(r'"duration": ([\d.]+)', text)
    assert duration
    with pytest.raises(UserError, match="finite number"):
        transcript_json.parse(text.replace(duration[0], f'"duration": {number}', 1))
