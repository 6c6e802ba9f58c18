"""AAPB's JSON has the same parts as the transcripts that the American Archive publishes."""

from __future__ import annotations

import json

from hypothesis import given, settings

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.formats import aapb, podcast
from transcripts.transcript import Transcript


def test_the_parts_are_the_captions() -> None:
    made = json.loads(aapb.render(EXAMPLE))
    assert (made["file_name"], made["language"]) == ("lamplight-1987.mp3", "en")
    segments = json.loads(podcast.render(EXAMPLE))["segments"]
    assert [(p["speaker_name"], float(p["start_time"]), p["text"]) for p in made["parts"]] == [
        (s["speaker"], s["startTime"], s["body"]) for s in segments
    ]
    numbers = {(p["speaker_id"], p["speaker_name"]) for p in made["parts"]}
    assert numbers == {(n, s.label) for n, s in enumerate(EXAMPLE.speakers, start=1)}


@given(odd_transcripts())
@settings(max_examples=25)
def test_times_are_text_and_in_order(transcript: Transcript) -> None:
    parts = json.loads(aapb.render(transcript))["parts"]
    assert [part["id"] for part in parts] == list(range(1, len(parts) + 1))
    for part in parts:
        assert isinstance(part["start_time"], str)
        assert float(part["start_time"]) < float(part["end_time"])
