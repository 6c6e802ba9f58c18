from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.lamplight import EXAMPLE
from transcripts.formats import json as transcript_json
from transcripts.run_options import RunOptions

GIVEN = {
    "recognizer": "whisper",
    "model": "base",
    "language": "en",
    "apply_from": 0.55,
    "propose_from": 0.25,
    "verbatim": False,
    "formats": ["vtt", "docx"],
    "recording": "interview.mp3",
    "context": ["review.txt"],
    "revision": 3,
}


def test_options_are_typed_and_written_as_they_were_read() -> None:
    options = RunOptions.parse(GIVEN)
    assert (options.formats, options.context) == (("vtt", "docx"), ("review.txt",))
    assert (options.revision, options.verbatim, options.cast) == (3, False, None)
    assert list(options.as_json().items()) == list(GIVEN.items())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("quality", {"low": [1]}),
        ("model", 5),
        ("revision", True),
        ("cast", None),
        ("formats", "vtt"),
    ],
)
def test_unknown_options_survive_a_round_trip(key: str, value: object) -> None:
    options = RunOptions.parse({**GIVEN, key: value})
    assert options.other == {key: value}
    assert options.as_json()[key] == value


def test_transcript_json_keeps_the_options_of_an_older_and_a_newer_file() -> None:
    for extra in ({}, {"quality": "high"}):
        values = {"language": "de", **extra}
        made = replace(EXAMPLE.provenance, options=RunOptions.parse(values))
        text = transcript_json.render(replace(EXAMPLE, provenance=made))
        assert json.loads(text)["provenance"]["options"] == values
        assert transcript_json.parse(text).provenance.options == RunOptions.parse(values)
