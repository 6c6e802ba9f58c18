from __future__ import annotations

from io import StringIO

import webvtt

from tests.lamplight import EXAMPLE
from transcripts.formats import ohms


def test_a_foreign_reader_finds_a_cue_for_each_turn_and_no_titles() -> None:
    cues = list(webvtt.from_buffer(StringIO(ohms.render(EXAMPLE))))
    assert [cue.identifier for cue in cues] == [None] * len(EXAMPLE.turns)
    for cue, turn in zip(cues, EXAMPLE.turns, strict=True):
        assert cue.voice == EXAMPLE.speaker(turn).label
        text = cue.text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        assert text == turn.text
        assert (cue.start_in_seconds, cue.end_in_seconds) == (int(turn.start), int(turn.end))
