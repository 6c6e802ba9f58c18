from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings

from tests.lamplight import EXAMPLE, turn
from tests.odd_transcripts import odd_transcripts
from transcripts.chapters import find_chapters
from transcripts.formats.cuts import RATE, cut_at_turns
from transcripts.transcript import Transcript


@given(odd_transcripts())
@settings(max_examples=50)
def test_no_frame_and_no_turn_is_left_out_or_used_twice(transcript: Transcript) -> None:
    parts = cut_at_turns(transcript)
    assert parts[0].start == 0
    assert all(part.end == after.start for part, after in pairwise(parts))
    assert all(part.end > part.start for part in parts)
    assert parts[-1].end >= transcript.recording.duration * RATE - 1
    placed = [each.id for part in parts for each in part.turns]
    assert sorted(placed) == sorted(each.id for each in transcript.turns)


def test_a_cut_is_at_the_start_of_a_turn() -> None:
    for part in cut_at_turns(EXAMPLE):
        assert not part.turns or abs(part.start / RATE - part.turns[0].start) <= 0.51 / RATE


def test_a_turn_within_another_one_makes_no_cut() -> None:
    long = turn(1, "S1", "V1", 2.0, 1.0, "Once upon a time there was a light.")
    short = turn(2, "S2", "V2", 4.0, 1.0, "Right.")
    last = turn(3, "S2", "V2", 90.0, 1.0, "Thank you.")
    parts = cut_at_turns(replace(EXAMPLE, turns=(long, short, last)))
    assert [[each.id for each in part.turns] for part in parts] == [[], ["T1", "T2"], ["T3"]]


def test_every_chapter_is_in_one_part() -> None:
    assert [c for part in cut_at_turns(EXAMPLE) for c in part.chapters] == list(
        find_chapters(EXAMPLE)
    )
