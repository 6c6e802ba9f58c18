from __future__ import annotations

import csv

from hypothesis import given, settings

from tests.odd_transcripts import odd_transcripts
from transcripts.formats import audacity
from transcripts.transcript import Transcript


@given(odd_transcripts())
@settings(max_examples=40)
def test_a_foreign_reader_finds_every_turn(transcript: Transcript) -> None:
    lines = audacity.render(transcript).split("\n")
    assert lines.pop() == ""
    rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    turns = sorted(transcript.turns, key=lambda t: t.start)
    assert [(float(start), float(end)) for start, end, _ in rows] == [
        (round(t.start, 6), round(t.end, 6)) for t in turns
    ]
    assert all(
        row[2].endswith(" ".join(t.text.split())) for row, t in zip(rows, turns, strict=True)
    )
