"""Tracks become voices: numbered in order, without pauses, with overlaps."""

from __future__ import annotations

import numpy as np
import pytest

from audio.diarization.pauses import PauseDetector
from audio.diarization.tracks import SpeakerTrack, bridge_gaps, build_diarization, merge_spans
from audio.sound.recording import Sound
from transcripts.transcript import Span, SpeakerSegment

SILENCE = Sound(samples=np.zeros(80_000, np.float32), channels=np.zeros((1, 80_000), np.float32))


def track(
    *spans: tuple[float, float], foremost: tuple[tuple[float, float], ...] = ()
) -> SpeakerTrack:
    own = tuple(Span(*span) for span in spans)
    return SpeakerTrack(SILENCE, own, tuple(Span(*s) for s in foremost) or own, ())


def loud(*quiet: tuple[int, int]) -> PauseDetector:
    """Mark all frames as loud except these."""
    mask = np.zeros(500, np.bool_)
    for first, last in quiet:
        mask[first:last] = True
    return PauseDetector(mask, np.zeros(500, np.float32))


def test_names_follow_the_first_appearance() -> None:
    found = build_diarization(
        [track((2, 3)), track((0.5, 1), (4, 5)), track((1.5, 1.8))], [loud()] * 3
    )
    assert [s.voice for s in found.segments] == ["V1", "V2", "V3", "V1"]


def test_a_silent_voice_is_left_out() -> None:
    found = build_diarization([track((0, 1)), track((2, 3))], [loud((0, 150))] * 2)
    assert [s.voice for s in found.segments] == ["V1"]
    assert found.segments[0].start == pytest.approx(2)


def test_overlaps_stay_and_the_exclusive_view_has_none() -> None:
    found = build_diarization([track((0, 3)), track((1, 2), foremost=((1.5, 2),))], [loud()] * 2)
    assert found.segments == (SpeakerSegment("V1", 0, 3), SpeakerSegment("V2", 1, 2))
    assert found.speech == (Span(0, 3),)


def test_pauses_with_another_voice_are_not_bridged() -> None:
    one = track((0, 2), foremost=((0, 1), (1.05, 2)))
    other = track((1, 1.05))
    found = build_diarization([one, other], [loud()] * 2).exclusive_segments
    assert [(s.voice, s.start) for s in found] == [("V1", 0), ("V2", 1), ("V1", 1.05)]


@pytest.mark.parametrize(
    ("spans", "bridged", "covered"),
    [
        ([], [], []),
        ([(0, 1), (1.05, 2)], [(0, 2)], [(0, 1), (1.05, 2)]),
        ([(0, 1), (1.2, 2)], [(0, 1), (1.2, 2)], [(0, 1), (1.2, 2)]),
        ([(1, 2), (0, 5), (4, 6)], [(0, 6)], [(0, 6)]),
    ],
)
def test_joined_and_union(
    spans: list[tuple[float, float]],
    bridged: list[tuple[float, float]],
    covered: list[tuple[float, float]],
) -> None:
    given = [Span(*span) for span in spans]
    assert bridge_gaps(given) == tuple(Span(*span) for span in bridged)
    assert merge_spans(given) == tuple(Span(*span) for span in covered)
