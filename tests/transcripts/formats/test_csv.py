from __future__ import annotations

from io import StringIO

import pandas
from hypothesis import given, settings

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.formats import csv
from transcripts.transcript import Transcript


def read(text: str) -> list[dict[str, str]]:
    table = pandas.read_csv(StringIO(text), dtype=str, keep_default_na=False)
    return [dict(row) for row in table.to_dict("records")]


@given(odd_transcripts())
@settings(max_examples=50)
def test_a_foreign_reader_finds_every_turn_as_it_is(transcript: Transcript) -> None:
    rows = read(csv.render(transcript))
    for row, turn in zip(rows, transcript.turns, strict=True):
        assert (row["turn"], row["speaker"]) == (turn.id, turn.speaker)
        assert row["text"] in (turn.text, f"'{turn.text}")  # for a text that looks like a formula
        assert float(row["start"]) == round(turn.start, 3)
        label = transcript.speaker(turn).label
        assert row["name"] in (label, f"'{label}")
        assert row["overlaps"].split() == list(turn.overlaps)


def test_a_row_says_what_was_repaired_in_it() -> None:
    rows = {row["turn"]: row["repaired"] for row in read(csv.render(EXAMPLE))}
    assert rows["T7"] == "added “Well,”; “He had” → “He’d”"
    assert rows["T8"] == ""
