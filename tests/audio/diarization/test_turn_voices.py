"""Giving the segments of a diarization the voices of the turns in which they lie."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.diarization.turn_voices import relabel
from transcripts.attribution.turn_pieces import TurnPiece
from transcripts.transcript import Diarization, Span, SpeakerSegment

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


def test_two_voices_that_are_one_are_joined() -> None:
    base = diarization([("V1", 0, 3), ("V2", 3, 6)])
    found = relabelled(base, turns((0, 3, "V1"), (3, 6, "V2")), [0, 0])
    assert rows(found.segments) == [("V1", 0, 6)]


def test_an_overlap_is_the_neighbour_who_goes_on() -> None:
    base = diarization([("V1", 0, 5), ("V2", 4, 9)], exclusive=[("V1", 0, 5), ("V2", 5, 9)])
    found = relabelled(base, turns((0, 5, "V1"), (5, 9, "V2")), [0, 1])
    assert rows(found.segments) == [("V1", 0, 5), ("V2", 4, 9)]


def test_a_backchannel_under_a_turn_is_kept() -> None:
    base = diarization(
        [("V1", 0, 10), ("V2", 4, 4.5), ("V2", 11, 14)],
        exclusive=[("V1", 0, 10), ("V2", 11, 14)],
    )
    found = relabelled(base, turns((0, 10, "V1"), (11, 14, "V2")), [0, 1])
    assert ("V2", 4, 4.5) in rows(found.segments)


def test_a_reply_without_words_inside_a_turn_keeps_its_voice() -> None:
    base = diarization([("V1", 0, 4), ("V2", 4, 4.6), ("V1", 4.6, 9), ("V2", 9, 14)])
    found = relabelled(base, turns((0, 9, "V1"), (9, 14, "V2")), [0, 1])
    assert ("V2", 4, 4.6) in rows(found.segments)


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
    assert found.segments[0].voice == "V1"
