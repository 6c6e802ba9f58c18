"""Windows lie between pauses, cover all speech and fit the recognizer."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.recognizers.whisper.windows import LIMIT, cut_windows, merge_spans
from transcripts.transcript import Span

LEVEL = np.full(100 * 120, -20.0, np.float32)  # two minutes of steady sound


@pytest.mark.parametrize(
    ("speech", "windows"),
    [
        ([], []),
        ([(1, 5)], [(0.7, 5.3)]),
        ([(0, 5)], [(0, 5.3)]),
        ([(1, 5), (5.4, 9)], [(0.7, 9.3)]),  # it fits: a cut would gain nothing
        ([(1, 5), (9, 12)], [(0.7, 5.3), (8.7, 12.3)]),  # silence is left out
        ([(0, 12), (12.2, 20), (21, 40)], [(0, 20.3), (20.7, 40.3)]),  # the longest pause
        ([(0, 10), (10.9, 20), (20.1, 30)], [(0, 10.3), (10.6, 30.3)]),  # not the last one
        ([(1, 3), (2, 5)], [(0.7, 5.3)]),  # two people speak at once
        ([(115, 130)], [(114.7, 120)]),  # beyond the end
    ],
)
def test_cuts_are_at_the_longest_pauses(
    speech: list[tuple[float, float]], windows: list[tuple[float, float]]
) -> None:
    found = cut_windows([Span(*s) for s in speech], LEVEL, seconds=120.0)
    assert [pytest.approx((w.start, w.end)) for w in found] == windows


def test_speech_without_a_pause_is_cut_at_its_quietest_moment() -> None:
    levels = LEVEL.copy()
    levels[2210:2225] = -35.0
    first, second = cut_windows([Span(0.0, 40.0)], levels, seconds=120.0)
    assert first.end == pytest.approx(22.17, abs=0.06)
    assert second.start == first.end


@given(
    st.lists(
        st.tuples(st.floats(0.0, 118.0), st.floats(0.05, 40.0)).map(lambda p: Span(p[0], sum(p))),
        max_size=12,
    )
)
def test_all_speech_lies_in_windows_that_fit(speech: list[Span]) -> None:
    windows = cut_windows(speech, LEVEL, seconds=120.0)
    assert all(0 <= w.start < w.end <= 120.0 for w in windows)
    assert all(w.duration <= LIMIT + 1e-6 for w in windows)
    assert all(a.end <= b.start for a, b in pairwise(windows))
    for span in merge_spans(speech, 120.0):
        covered = sum(span.overlap(w) for w in windows)
        assert covered == pytest.approx(span.duration, abs=1e-6)
