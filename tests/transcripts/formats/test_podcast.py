from __future__ import annotations

import json

from hypothesis import given, settings

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.formats import podcast
from transcripts.transcript import Transcript


def test_the_segments_are_the_transcript() -> None:
    read = json.loads(podcast.render(EXAMPLE))
    assert read["version"] == "1.0.0"
    said: dict[str, list[str]] = {}
    for segment in read["segments"]:
        said.setdefault(segment["speaker"], []).append(segment["body"])
    for speaker in EXAMPLE.speakers:
        turns = [t.text for t in EXAMPLE.turns if t.speaker == speaker.id]
        assert " ".join(said[speaker.label]) == " ".join(turns)


@given(odd_transcripts())
@settings(max_examples=40)
def test_segments_are_in_order_and_take_time(transcript: Transcript) -> None:
    segments = json.loads(podcast.render(transcript))["segments"]
    assert all(s["startTime"] < s["endTime"] for s in segments)
    assert all(set(s) == {"speaker", "startTime", "endTime", "body"} for s in segments)
    assert [s["startTime"] for s in segments] == sorted(s["startTime"] for s in segments)
