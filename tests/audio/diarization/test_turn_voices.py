"""If the turns of a voice are split into two voices, its segments are split in the same way."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.diarization.turn_voices import (
    find_pieces_to_compare,
    limit_voice_count,
    relabel,
    split_by_turns,
)
from audio.sound.recording import load_sound
from transcripts.attribution.turn_pieces import TurnPiece
from transcripts.transcript import Diarization, Span, SpeakerSegment

GERMAN = Path(__file__).parents[2] / "german"
Row = tuple[str, float, float]


def diarization(segments: list[Row], exclusive: list[Row] | None = None) -> Diarization:
    return Diarization(
        speech=(Span(0, 100),),
        segments=tuple(SpeakerSegment(*s) for s in segments),
        exclusive_segments=tuple(SpeakerSegment(*s) for s in exclusive or segments),
    )


def turns(*rows: tuple[float, float, str]) -> list[TurnPiece]:
    return [TurnPiece(Span(start, end), "break", voice) for start, end, voice in rows]


def relabelled(base: Diarization, pieces: list[TurnPiece], labels: list[int]) -> Diarization:
    embeddings = np.eye(max(8, len(pieces)), dtype=np.float32)[np.array(labels)]
    return relabel(base, pieces, np.array(labels), embeddings)


def rows(segments: tuple[SpeakerSegment, ...]) -> list[Row]:
    return [(s.voice, s.start, s.end) for s in segments]


def test_one_voice_that_is_two_is_cut_at_the_turns() -> None:
    base = diarization([("V1", 0, 9)])
    pieces = turns((0, 3, "V1"), (3.2, 6, "V1"), (6, 9, "V1"))
    found = relabelled(base, pieces, [0, 1, 0])
    assert rows(found.segments) == [("V1", 0, 3.1), ("V2", 3.1, 6), ("V1", 6, 9)]
    assert found.exclusive_segments == found.segments
    assert sorted(found.embeddings) == ["V1", "V2"]


def test_nothing_changes_if_no_voice_is_split() -> None:
    base = diarization([("V1", 0, 5), ("V2", 4, 9)], exclusive=[("V1", 0, 5), ("V2", 5, 9)])
    assert relabelled(base, turns((0, 5, "V1"), (5, 9, "V2")), [0, 1]) is base


def test_other_voices_keep_their_segments() -> None:
    base = diarization([("V1", 0, 3), ("V2", 2, 7), ("V1", 7, 12)])
    pieces = turns((0, 3, "V1"), (3, 7, "V2"), (7, 9, "V1"), (9, 12, "V1"))
    found = relabelled(base, pieces, [0, 1, 0, 2])
    assert rows(found.segments) == [("V1", 0, 3), ("V2", 2, 7), ("V1", 7, 9), ("V3", 9, 12)]


def test_a_backchannel_has_the_half_that_speaks_next_to_it() -> None:
    base = diarization(
        [("V1", 0, 4), ("V2", 4, 12), ("V1", 10.5, 11), ("V1", 12, 20)],
        exclusive=[("V1", 0, 4), ("V2", 4, 12), ("V1", 12, 20)],
    )
    pieces = turns((0, 4, "V1"), (4, 12, "V2"), (12, 20, "V1"))
    found = relabelled(base, pieces, [0, 1, 2])
    assert ("V3", 10.5, 11) in rows(found.segments)
    assert rows(found.exclusive_segments) == [("V1", 0, 4), ("V2", 4, 12), ("V3", 12, 20)]


def panel_of_four() -> tuple[Diarization, Diarization]:
    """Return diarizations before and after V1 was split in V1 and V2.

    V3 and V4 are more similar to each other than any other two voices.
    """
    before = diarization([("V1", 0, 8), ("V3", 8, 12), ("V4", 12, 16)])
    segments = diarization([("V1", 0, 4), ("V2", 4, 8), ("V3", 8, 12), ("V4", 12, 16)])
    embeddings = {"V1": (1.0, 0.0), "V2": (0.99, 0.1), "V3": (0.0, 1.0), "V4": (0.1, 0.99)}
    return before, replace(segments, embeddings=embeddings)


def test_a_number_of_voices_is_obeyed_by_joining_others() -> None:
    before, found = panel_of_four()
    three = limit_voice_count(found, before, 3)
    assert [s.voice for s in three.segments] == ["V1", "V2", "V3", "V3"]
    assert sorted(three.embeddings) == ["V1", "V2", "V3"]
    assert limit_voice_count(found, before, 4) is found


def test_voices_that_cannot_be_compared_stay_as_before_the_split() -> None:
    before, found = panel_of_four()
    assert limit_voice_count(replace(found, embeddings={}), before, 3) is before


@given(
    st.lists(st.tuples(st.sampled_from(["V1", "V2"]), st.floats(0.2, 3)), min_size=1, max_size=9),
    st.data(),
)
def test_speech_is_neither_lost_nor_invented(
    talk: list[tuple[str, float]], data: st.DataObject
) -> None:
    ends = np.cumsum([seconds for _, seconds in talk]).tolist()
    starts = [0.0, *ends[:-1]]
    base = diarization([(v, a, b) for (v, _), a, b in zip(talk, starts, ends, strict=True)])
    pieces = turns(*((a, b, v) for (v, _), a, b in zip(talk, starts, ends, strict=True)))
    labels = data.draw(st.lists(st.integers(0, 2), min_size=len(talk), max_size=len(talk)))
    found = relabelled(base, pieces, labels)
    assert sum(s.span.duration for s in found.segments) == pytest.approx(ends[-1])


def test_only_pieces_of_voices_that_follow_themselves_are_compared() -> None:
    pieces = turns((0, 3, "V1"), (3, 6, "V1"), (6, 9, "V1"), (9, 12, "V2"))
    assert find_pieces_to_compare(pieces) == [0, 1, 2]


@pytest.mark.models
def test_three_people_taken_for_one_voice_are_split() -> None:
    sound = load_sound(GERMAN / "interview.mp3")
    truth = json.loads((GERMAN / "truth.seglst.json").read_text("utf-8"))
    times = [(turn["start_time"], turn["end_time"]) for turn in truth]
    base = diarization([("V1", start, end) for start, end in times])
    found = split_by_turns(sound, turns(*((a, b, "V1") for a, b in times)), base)
    people = {(turn["speaker"], s.voice) for turn, s in zip(truth, found.segments, strict=True)}
    assert len(people) == len({person for person, _ in people}) == 3
