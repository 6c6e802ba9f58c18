"""The best path equals the result of trying all paths."""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from audio.recognizers.whisper.path import best_path

F, T = False, True


@pytest.mark.parametrize(
    ("scores", "optional", "first"),
    [
        ([[5, 5, 0, 0], [0, 0, 5, 5]], [F, F], [0, 2, 4]),
        ([[5, 0, 0, 0], [0, 5, 5, 0], [0, 0, 0, 5]], [F, T, F], [0, 1, 3, 4]),
        ([[5, 5, 0, 0], [0, 0, 0, 0], [0, 0, 5, 5]], [F, T, F], [0, 2, 2, 4]),  # skipped
        ([[9, 0, 0], [0, 1, 1]], [T, F], [0, 1, 3]),
        ([[0, 0, 0], [1, 1, 1]], [T, F], [0, 0, 3]),  # skipped at the start
        ([[1, 1, 1], [0, 0, 0]], [F, T], [0, 3, 3]),  # and at the end
        ([[1, 1], [1, 1], [1, 1], [1, 1]], [F, F, F, F], [0, 0, 1, 2, 2]),  # too few frames: spread
    ],
)
def test_paths(scores: list[list[float]], optional: list[bool], first: list[int]) -> None:
    assert best_path([np.array(scores, np.float32)], [np.array(optional)]) == [first]


def worth(first: list[int], scores: NDArray[np.float32]) -> float:
    return sum(
        float(scores[state, first[state] : first[state + 1]].sum()) for state in range(len(scores))
    )


def by_trial(scores: NDArray[np.float32], optional: list[bool]) -> float:
    rows, frames = scores.shape
    every = (
        [0, *cut, frames] for cut in combinations_with_replacement(range(frames + 1), rows - 1)
    )
    return max(
        worth(first, scores)
        for first in every
        if all(first[s] < first[s + 1] or optional[s] for s in range(rows))
    )


@given(st.integers(1, 3), st.integers(3, 6), st.integers(0, 2**32 - 1))
def test_no_other_path_is_better(words: int, frames: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(2 * words + 1, frames)).astype(np.float32)
    optional = [state % 2 == 0 for state in range(2 * words + 1)]
    alone = best_path([scores], [np.array(optional)])[0]
    assert worth(alone, scores) == pytest.approx(by_trial(scores, optional), abs=1e-4)
    longer = np.pad(scores, ((0, 2), (0, 3)))
    together = best_path([scores, longer], [np.array(optional), np.array([*optional, F, T])])
    assert together[0] == alone
