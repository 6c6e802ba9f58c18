"""Only clean speech that is long enough is enrolled, and only as much as needed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from speakers.voiceprints.enrol import (
    APART,
    CERTAIN,
    LEAST_SECONDS,
    MOST_SECONDS,
    TURN_SECONDS,
    choose_turns,
    find_clean_spans,
    is_certain_enough,
    usable_seconds,
)
from transcripts.transcript import Reason, Span, Speaker, SpeakerSegment, Turn


def turn(number: int, start: float, end: float, overlaps: tuple[str, ...] = ()) -> Turn:
    return Turn(f"T{number}", "S1", "V1", start, end, "", 1.0, (), overlaps)


def spans(turns: list[Turn], segments: list[SpeakerSegment]) -> dict[str, tuple[Span, ...]]:
    return find_clean_spans(turns, {t.id: t.span for t in turns}, segments)


def test_speech_without_overlap_is_clean() -> None:
    turns = [turn(1, 0, 10), turn(2, 20, 30)]
    heard = [
        SpeakerSegment("V1", 0, 4),
        SpeakerSegment("V1", 5, 10.5),
        SpeakerSegment("V2", 19, 31),
    ]
    assert spans(turns, heard) == {"T1": (Span(5, 10), Span(0, 4)), "T2": (Span(20, 30),)}


def test_overlapped_speech_is_left_out_with_what_lies_close_to_it() -> None:
    heard = [SpeakerSegment("V1", 0, 10), SpeakerSegment("V2", 4, 5)]
    assert spans([turn(1, 0, 10)], heard) == {"T1": (Span(5 + APART, 10), Span(0, 4 - APART))}
    written = [turn(1, 0, 10, ("T2",)), turn(2, 9, 12, ("T1",))]
    assert spans(written, heard[:1])["T1"] == (Span(0, 9 - APART),)


@pytest.mark.parametrize("voices", [1, 2, 3])
def test_speech_that_is_all_overlapped_has_nothing(voices: int) -> None:
    heard = [SpeakerSegment(f"V{n}", 0, 10) for n in range(voices)]
    assert bool(spans([turn(1, 0, 10)], heard)["T1"]) is (voices == 1)


def test_only_long_turns_are_enrolled_and_only_as_needed() -> None:
    short = {"T1": (Span(0, LEAST_SECONDS - 0.1),), "T2": (Span(0, LEAST_SECONDS),)}
    assert choose_turns(short) == ("T2",)
    many = {f"T{n}": (Span(0, 8 + n / 10),) for n in range(20)}
    chosen = choose_turns(many)
    assert chosen[0] == "T19"
    total = sum(usable_seconds(many[t]) for t in chosen)
    assert MOST_SECONDS <= total < MOST_SECONDS + TURN_SECONDS
    assert usable_seconds((Span(0, 50),)) == TURN_SECONDS


OWN = Reason("introduces-self", "I'm Ada Lane", 1.0, 0.95)
CAST = Reason("cast", "Ada Lane", None, 0.85)


@pytest.mark.parametrize(
    ("speaker", "sure"),
    [
        (Speaker("S1", ("V1",), "Ada Lane", None, CERTAIN, (OWN, CAST)), True),
        (Speaker("S1", ("V1",), "Ada Lane", None, CERTAIN - 0.01, (OWN, CAST)), False),
        (Speaker("S1", ("V1",), "Ada Lane", None, 0.99, (OWN,)), False),
        (Speaker("S1", ("V1",), "Ada Lane", None, 0.99, (CAST,)), False),
        (Speaker("S1", ("V1",), "Ada Lane", None, 0.99, (replace(OWN, weight=0.5), CAST)), False),
        (Speaker("S1", ("V1",), None, "host", 0.99, (OWN, CAST)), False),
    ],
)
def test_the_strict_threshold(speaker: Speaker, sure: bool) -> None:
    assert is_certain_enough(speaker) is sure
