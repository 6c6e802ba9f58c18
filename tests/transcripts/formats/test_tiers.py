from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings

from tests.lamplight import EXAMPLE, crossed, turn
from tests.odd_transcripts import odd_transcripts
from transcripts.formats.labels import unique_labels
from transcripts.formats.tiers import Interval, divide_into_lanes, repair_tier, speaker_tiers
from transcripts.transcript import Speaker, Transcript, Turn, Word


def test_lanes_hold_what_overlaps() -> None:
    a, b, c = Interval(0, 10, "a"), Interval(5, 8, "b"), Interval(8, 12, "c")
    assert divide_into_lanes([c, a, b]) == [(a,), (b, c)]


def test_who_talks_over_their_own_turn_has_a_second_tier() -> None:
    turns = crossed(
        [turn(1, "S1", "V1", 0.0, 5.0, "so it was"), turn(2, "S1", "V2", 1.0, 9.0, "no")]
    )
    found = speaker_tiers(
        replace(EXAMPLE, turns=turns, speakers=(Speaker("S1", ("V1", "V2"), "Ann"),))
    )
    assert [(t.name, t.speaker, [i.text for i in t.intervals]) for t in found] == [
        ("Ann", "Ann", ["so it was"]),
        ("Ann (2)", "Ann", ["no"]),
    ]


def test_tiers_have_names_of_their_own() -> None:
    names = ("Ann", "Ann", "Ann / words", "repairs", "made by", "Ann (2)", " Ann ", "")
    speakers = tuple(Speaker(f"S{n}", (), name) for n, name in enumerate(names, start=1))
    turns = tuple(
        turn(10 * n + m, s.id, "V1", 10.0 * n, 5.0, "so it was")
        for n, s in enumerate(speakers)
        for m in (1, 2)
    )
    found = speaker_tiers(replace(EXAMPLE, speakers=speakers, turns=turns))
    taken = [name for tier in found for name in (tier.name, tier.words_name)]
    assert len(found) == 2 * len(speakers)
    assert len({"repairs", "made by", *taken}) == len(taken) + 2


def test_speakers_who_share_a_name_are_told_apart() -> None:
    people = (Speaker("S1", (), "Ann Lee"), Speaker("S2", (), "Ann  Lee"), Speaker("S3", ()))
    crowd = replace(EXAMPLE, speakers=people)
    assert list(unique_labels(crowd).values()) == ["Ann Lee", "Ann Lee S2", "Speaker 3"]
    assert list(unique_labels(crowd, "_").values()) == ["Ann_Lee", "Ann_Lee_S2", "Speaker_3"]


def test_words_of_no_length_become_a_millisecond_long() -> None:
    words = (Word("a", 1.0, 1.0), Word("b", 1.0, 1.0), Word("c", 0.9, 1.2))
    odd = Turn("T1", "S1", "V1", 1.0, 1.2, "a b c", 1.0, words)
    (tier,) = speaker_tiers(replace(EXAMPLE, turns=(odd,), speakers=EXAMPLE.speakers[:1]))
    (interval,) = tier.intervals
    assert [(p.start_ms, p.end_ms) for p in interval.parts] == [
        (1000, 1001),
        (1001, 1002),
        (1002, 1200),
    ]


@given(odd_transcripts())
@settings(max_examples=40)
def test_intervals_have_a_length_and_follow_one_another(transcript: Transcript) -> None:
    for tier in speaker_tiers(transcript):
        parts = [part for interval in tier.intervals for part in interval.parts]
        for row in (tier.intervals, parts, repair_tier(transcript)):
            assert all(interval.start_ms < interval.end_ms for interval in row)
            assert all(a.end_ms <= b.start_ms for a, b in pairwise(row))
        for interval in tier.intervals:
            assert all(
                interval.start_ms <= p.start_ms and p.end_ms <= interval.end_ms
                for p in interval.parts
            )
