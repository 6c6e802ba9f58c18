"""DOTe and Podlove JSON: their keys, and times that agree with each other."""

from __future__ import annotations

import json

from hypothesis import given, settings

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.formats import dote, podcast
from transcripts.transcript import Transcript


def seconds(stamp: str) -> float:
    hours, minutes, rest = stamp.replace(",", ".").split(":")
    return round(3600 * int(hours) + 60 * int(minutes) + float(rest), 3)


def test_the_captions_are_those_of_the_podcast_transcript() -> None:
    segments = json.loads(podcast.render(EXAMPLE))["segments"]
    wanted = [(s["speaker"], s["startTime"], s["endTime"], s["body"]) for s in segments]
    lines = json.loads(dote.render(EXAMPLE))["lines"]
    assert wanted == [
        (x["speakerDesignation"], seconds(x["startTime"]), seconds(x["endTime"]), x["text"])
        for x in lines
    ]
    rows = json.loads(dote.render_podlove(EXAMPLE))
    assert wanted == [
        (x["speaker"], x["start_ms"] / 1000, x["end_ms"] / 1000, x["text"]) for x in rows
    ]


@given(odd_transcripts())
@settings(max_examples=25)
def test_podlove_has_each_time_twice(transcript: Transcript) -> None:
    for row in json.loads(dote.render_podlove(transcript)):
        assert set(row) == {"start", "start_ms", "end", "end_ms", "speaker", "voice", "text"}
        for edge in ("start", "end"):
            assert round(seconds(row[edge]) * 1000) == row[f"{edge}_ms"]
