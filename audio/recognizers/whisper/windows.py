"""Cut a recording at its pauses into windows that a recognizer can process at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audio.sound.loudness import FRAME_SECONDS
from transcripts.transcript import Span

# Longest window in seconds. Whisper processes 30 s at a time; two seconds are left for padding.
LIMIT = 28.0
# Maximum seconds of audio that are added before and after the speech of a window; without them, a
# soft first consonant is lost.
PAD = 0.3
# A cut in a pause of at least `_FREE_CUT` seconds costs nothing. A cut without a pause costs as
# much as `_CUT_COST` windows.
_FREE_CUT = 0.6
_CUT_COST = 2.0
# Longest silence within a window, in seconds; longer ones cause hallucinations and take time.
_LONGEST_SILENCE = 3.0
# Speech without a pause is cut at its quietest moment in the last `_LAST_PART` of the window. The
# level is averaged over `_QUIETEST_OVER` seconds.
_QUIETEST_OVER = 0.1
_LAST_PART = 0.4


def cut_windows(
    speech: Sequence[Span], levels: NDArray[np.float32], *, seconds: float
) -> tuple[Span, ...]:
    """Group `speech` into windows of at most `LIMIT` seconds, cut at the longest pauses.

    `levels` is the level of the whole recording, one value per 10 ms; `seconds` is its length.
    Windows are in order and never overlap; all speech is in exactly one window.
    """
    room = LIMIT - 2 * PAD
    pieces = [p for s in merge_spans(speech, seconds) for p in _split_long(s, levels, room)]
    groups = group_into_windows([(p.start, p.end) for p in pieces], room)
    bare = [Span(pieces[a].start, pieces[b - 1].end) for a, b in groups]
    return pad_windows(bare, seconds)


def merge_spans(speech: Sequence[Span], seconds: float) -> list[Span]:
    """Clip spans to 0 to `seconds`, sort them, merge overlapping spans and drop empty ones."""
    merged: list[Span] = []
    for span in sorted(speech):
        span = Span(max(0.0, span.start), min(seconds, span.end))
        if span.end <= span.start:
            continue
        if merged and span.start <= merged[-1].end:
            merged[-1] = replace(merged[-1], end=max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def group_into_windows(
    pieces: Sequence[tuple[float, float]], max_seconds: float
) -> list[tuple[int, int]]:
    """Find the cheapest grouping of consecutive pieces [first, last) into windows.

    A window has at most `max_seconds`. Each window costs one, and each cut costs more the shorter
    its pause is. A piece that is longer than `max_seconds` gets a window of its own.
    """
    cost, back = [0.0], [0]
    for end in range(1, len(pieces) + 1):
        best, origin = float("inf"), end - 1
        for start in range(end - 1, -1, -1):
            fits = pieces[end - 1][1] - pieces[start][0] <= max_seconds
            silent = start + 1 < end and _measure_gap_after(pieces, start + 1) > _LONGEST_SILENCE
            if start < end - 1 and (silent or not fits):
                break
            total = (
                cost[start] + 1.0 + (_cut_cost(_measure_gap_after(pieces, start)) if start else 0.0)
            )
            if total < best:
                best, origin = total, start
        cost.append(best)
        back.append(origin)
    groups, end = [], len(pieces)
    while end:
        groups.append((back[end], end))
        end = back[end]
    return groups[::-1]


def pad_windows(windows: Sequence[Span], seconds: float) -> tuple[Span, ...]:
    """Extend each window by up to `PAD` seconds on each side, at most half of the pause there.

    `seconds` is the length of the recording.
    """
    if not windows:
        return ()
    pauses = [b.start - a.end for a, b in pairwise(windows)]
    before = [windows[0].start, *(p / 2 for p in pauses)]
    after = [*(p / 2 for p in pauses), max(0.0, seconds - windows[-1].end)]
    return tuple(
        Span(w.start - min(PAD, b), w.end + min(PAD, a))
        for w, b, a in zip(windows, before, after, strict=True)
    )


def _measure_gap_after(pieces: Sequence[tuple[float, float]], index: int) -> float:
    return pieces[index][0] - pieces[index - 1][1]


def _cut_cost(gap: float) -> float:
    return _CUT_COST * max(0.0, 1.0 - max(gap, 0.0) / _FREE_CUT)


def _split_long(span: Span, levels: NDArray[np.float32], max_seconds: float) -> list[Span]:
    pieces = []
    while span.duration > max_seconds:
        at = _find_quietest_moment(
            levels, span.start + max_seconds * (1 - _LAST_PART), span.start + max_seconds
        )
        pieces.append(Span(span.start, at))
        span = Span(at, span.end)
    return [*pieces, span]


def _find_quietest_moment(levels: NDArray[np.float32], start: float, end: float) -> float:
    """Return the middle of the quietest moment between `start` and `end`, in seconds."""
    width = round(_QUIETEST_OVER / FRAME_SECONDS)
    part = levels[int(start / FRAME_SECONDS) : int(end / FRAME_SECONDS)]
    if len(part) < width:
        return end
    smooth = np.convolve(part, np.full(width, 1 / width), "valid")
    return start + (int(np.argmin(smooth)) + width / 2) * FRAME_SECONDS
