"""Find the best monotonic alignment of texts with audio (Viterbi)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
_NEVER = np.float32(-1e30)


def best_path(
    scores: Sequence[Scores], is_optional: Sequence[NDArray[np.bool_]]
) -> list[list[int]]:
    """Find, for each text of a batch, the first frame of each state on its best path.

    `scores` has one [states, frames] array per text: how well a frame fits a state. `is_optional`
    marks the states that may be skipped; two neighbouring states are never both optional. A path
    starts in the first state, or in the second if the first is optional. It ends in the last state,
    or in the one before if the last is optional. It visits every other state for at least one
    frame.

    Returns for each text the first frame of each state, with the number of frames appended; a
    skipped state starts at the frame of its successor. The states of a text are spread evenly if
    there are more of them than frames. For speed, each frame is computed for all texts of the batch
    at once.
    """
    rows = max(s.shape[0] for s in scores)
    frames = max(s.shape[1] for s in scores)
    value = np.full((frames, len(scores), rows), _NEVER, np.float32)
    skippable = np.zeros((len(scores), rows), np.bool_)
    for i, (score, skip) in enumerate(zip(scores, is_optional, strict=True)):
        value[: score.shape[1], i, : score.shape[0]] = score.T
        skippable[i, : score.shape[0]] = skip
    steps = _accumulate_scores(value, skippable)
    return [
        _trace_back(
            steps[: s.shape[1], i, : s.shape[0]], _choose_last_state(value[s.shape[1] - 1, i], s, o)
        )
        if _has_enough_frames(s, o)
        else _spread_path_evenly(s)
        for i, (s, o) in enumerate(zip(scores, is_optional, strict=True))
    ]


def _accumulate_scores(value: Scores, skippable: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Sum `value` [frames, texts, states] in place along the best paths.

    Returns the number of states (0 to 2) by which the best path to each state advances at each
    frame.
    """
    frames, batch, rows = value.shape
    steps = np.zeros((frames, batch, rows), np.int8)
    value[0, :, 2:] = _NEVER
    value[0, :, 1:2] = np.where(skippable[:, :1], value[0, :, 1:2], _NEVER)
    one = np.full((batch, rows), _NEVER, np.float32)
    two = np.full((batch, rows), _NEVER, np.float32)
    for t in range(1, frames):
        stay = value[t - 1]
        one[:, 1:] = stay[:, :-1]
        two[:, 2:] = np.where(skippable[:, 1:-1], stay[:, :-2], _NEVER)
        best = np.maximum(np.maximum(stay, one), two)
        steps[t] = np.where(best == stay, 0, np.where(best == one, 1, 2))
        value[t] += best
    return steps


def _choose_last_state(
    last_frame_scores: NDArray[np.float32], state_scores: Scores, is_optional: NDArray[np.bool_]
) -> int:
    """Choose the state in which a path ends.

    This is the last state, or the one before if the last state is optional and fits worse.
    """
    last = int(state_scores.shape[0]) - 1
    if last > 0 and is_optional[last] and last_frame_scores[last - 1] > last_frame_scores[last]:
        return last - 1
    return last


def _has_enough_frames(state_scores: Scores, is_optional: NDArray[np.bool_]) -> bool:
    return int(np.count_nonzero(~is_optional)) <= int(state_scores.shape[1])


def _trace_back(steps: NDArray[np.int8], last_state: int) -> list[int]:
    frames, rows = steps.shape
    first = [frames] * (rows + 1)
    state = last_state
    for t in range(frames - 1, 0, -1):
        step = int(steps[t, state])
        if step:
            first[state] = t
            if step == 2:
                first[state - 1] = t
            state -= step
    for earlier in range(state + 1):
        first[earlier] = 0
    return first


def _spread_path_evenly(state_scores: Scores) -> list[int]:
    rows, frames = state_scores.shape
    return [round(i * frames / rows) for i in range(rows + 1)]
