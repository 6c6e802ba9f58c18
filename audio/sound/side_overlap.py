"""Find the sound that the end of one tape side and the start of the next have in common.

Both ends are compared by their spectra, not by their samples, because two tape decks run at
slightly different speeds and have different frequency responses.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d
from scipy.signal import correlate

SEARCHED_SECONDS = 180.0
"""Seconds at the end of a side and at the start of the next that are searched for an overlap."""

_RATE_HZ = 16_000
_HOP = 160  # samples between frames: 10 ms
_WINDOW = 400  # samples of a frame
_FRAMES = _RATE_HZ // _HOP  # frames per second
_BANDS = 12
_LOWEST_HZ, _HIGHEST_HZ = 150.0, 5_000.0

# Each band's mean level over this time (seconds) is subtracted, so that differences in frequency
# response and recording level do not matter.
_MEAN_SECONDS = 1.0

_PIECE_SECONDS = 3.0
_STEP_SECONDS = 1.0

# Least correlation of a piece of 3 s with its copy on the other side, measured by
# `benchmarks.side_overlaps`.
_ALIKE = 0.5

# Each matching piece implies a start of the second side. Pieces agree if these starts differ by at
# most this (seconds), as with decks whose speeds differ by 0.4 % over a minute.
_TOLERANCE_SECONDS = 0.25

# Least number of agreeing pieces, and their least share of the audible pieces of the overlap.
_LEAST_PIECES = 3
_LEAST_SHARE = 0.6

# A piece is audible if it is at most this far (dB) below the loud parts of its side.
_AUDIBLE_DB = 30.0

_REFINED_SECONDS = 1.0  # length of the passage around the cut that is compared sample by sample
_MOST_REFINED_SECONDS = 0.1
_SAME_SOUND = 0.3  # least correlation of samples; below it, the time found by spectra is used

Samples = NDArray[np.float32]
Frames = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SideOverlap:
    """Sound that two sides have in common.

    The join changes from the first to the second side at `first_end` (seconds in the first side),
    which is the same moment as `second_start` (seconds in the second side). `seconds` is the length
    of the common sound. `only_first` and `only_second` are seconds of audible sound that is lost
    although the other side does not have it.
    """

    first_end: float
    second_start: float
    seconds: float
    only_first: float = 0.0
    only_second: float = 0.0


def find_overlap(first: Samples, second: Samples) -> SideOverlap | None:
    """Find the overlap of two sides (16 kHz, mono); None if they have no sound in common."""
    searched = round(SEARCHED_SECONDS * _RATE_HZ)
    skipped = max(0, len(first) - searched) // _HOP * _HOP
    tail, head = first[skipped:], second[:searched]
    tail_bands, head_bands = _measure_band_levels(tail), _measure_band_levels(head)
    piece = round(_PIECE_SECONDS * _FRAMES)
    if min(len(tail_bands), len(head_bands)) < piece:
        return None
    tail_audible, head_audible = _mark_audible_frames(tail_bands), _mark_audible_frames(head_bands)
    found = _match_pieces(
        _flatten_bands(tail_bands), _flatten_bands(head_bands), head_audible, piece
    )
    start = _choose_common_start(found)
    if start is None:
        return None
    agreeing = [at for at, implied in found if abs(implied - start) <= _tolerance_frames()]
    shared = _find_shared_pieces(tail_audible, head_audible, start, piece)
    if len(agreeing) < _LEAST_PIECES or len(agreeing) < _LEAST_SHARE * len(shared):
        return None
    begin, end = min(agreeing), max(agreeing) + piece
    cut = begin + _find_quietest_frame(head_bands[begin:end])
    cut_seconds = cut / _FRAMES
    lag = _refine_lag(tail, head, cut_seconds, start / _FRAMES)
    return SideOverlap(
        first_end=skipped / _RATE_HZ + cut_seconds + lag,
        second_start=cut_seconds,
        seconds=(end - begin) / _FRAMES,
        only_first=float(tail_audible[start + end :].sum()) / _FRAMES,
        only_second=float(head_audible[:begin].sum()) / _FRAMES,
    )


def _tolerance_frames() -> int:
    return round(_TOLERANCE_SECONDS * _FRAMES)


def _measure_band_levels(samples: Samples) -> Frames:
    """Measure the level of 12 bands in dB, every 10 ms: [frames, bands]."""
    if len(samples) < _WINDOW:
        return np.zeros((0, _BANDS), np.float32)
    framed = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[::_HOP]
    power = np.abs(np.fft.rfft(framed * np.hanning(_WINDOW).astype(np.float32), axis=1)) ** 2
    hertz = np.fft.rfftfreq(_WINDOW, 1 / _RATE_HZ)
    edges = np.searchsorted(hertz, np.geomspace(_LOWEST_HZ, _HIGHEST_HZ, _BANDS + 1))
    sums = np.stack([power[:, a : max(b, a + 1)].sum(1) for a, b in pairwise(edges)], axis=1)
    floor = np.percentile(sums, 99) * 1e-5 + 1e-12
    return np.asarray(10 * np.log10(sums + floor), np.float32)


def _mark_audible_frames(bands: Frames) -> NDArray[np.bool_]:
    """Mark the frames that are not silence or the noise of blank tape."""
    levels = 10 * np.log10((10 ** (bands / 10)).sum(1))
    loud, quiet = np.percentile(levels, 95), np.percentile(levels, 5)
    return np.asarray(levels >= max(loud - _AUDIBLE_DB, quiet + (loud - quiet) / 3))


def _flatten_bands(bands: Frames) -> Frames:
    size = round(_MEAN_SECONDS * _FRAMES)
    return np.asarray(bands - uniform_filter1d(bands, size, axis=0, mode="nearest"), np.float32)


def _match_pieces(
    tail: Frames, head: Frames, audible: NDArray[np.bool_], piece: int
) -> list[tuple[int, int]]:
    """Find pieces of the second side's start in the first side's end.

    Returns pairs of frames. The first frame is where the piece begins in the second side. The
    second is where, according to this match, the second side begins in the first side's end; it may
    be negative.
    """
    energy = (tail**2).sum(1)
    total = np.concatenate(([0.0], np.cumsum(energy, dtype=np.float64)))
    norms = np.sqrt(np.maximum(total[piece:] - total[:-piece], 1e-9))
    found = []
    for at in range(0, len(head) - piece + 1, round(_STEP_SECONDS * _FRAMES)):
        if audible[at : at + piece].mean() < 0.3:
            continue
        part = head[at : at + piece]
        alike = sum(
            correlate(tail[:, band], part[:, band], mode="valid", method="fft")
            for band in range(_BANDS)
        ) / (norms * max(float(np.linalg.norm(part)), 1e-9))
        best = int(alike.argmax())
        if alike[best] >= _ALIKE:
            found.append((at, best - at))
    return found


def _choose_common_start(matches: list[tuple[int, int]]) -> int | None:
    """Return the start on which most pieces agree, as a frame of the first side's end, or None."""
    starts = sorted(start for _, start in matches)
    groups = [[s for s in starts if abs(s - centre) <= _tolerance_frames()] for centre in starts]
    if not groups:
        return None
    return int(np.median(max(groups, key=len)))


def _find_shared_pieces(
    tail: NDArray[np.bool_], head: NDArray[np.bool_], start: int, piece: int
) -> list[int]:
    """Return the pieces of the overlap that are audible on both sides."""
    last = min(len(head), len(tail) - start) - piece
    step = round(_STEP_SECONDS * _FRAMES)
    return [
        at
        for at in range(0, last + 1, step)
        if start + at >= 0
        and head[at : at + piece].mean() >= 0.3
        and tail[start + at : start + at + piece].mean() >= 0.3
    ]


def _find_quietest_frame(bands: Frames) -> int:
    """Return the quietest frame of a passage, apart from its ends."""
    levels = uniform_filter1d(bands.mean(1), 20, mode="nearest")
    margin = len(levels) // 6
    return margin + int(levels[margin : len(levels) - margin].argmin())


def _refine_lag(tail: Samples, head: Samples, at: float, lag: float) -> float:
    """Return the exact lag (seconds): time in the first side's end minus time in the second."""
    half = round(_REFINED_SECONDS / 2 * _RATE_HZ)
    reach = round(_MOST_REFINED_SECONDS * _RATE_HZ)
    middle = round(at * _RATE_HZ)
    piece = head[max(0, middle - half) : middle + half]
    first = max(0, middle - half) + round(lag * _RATE_HZ) - reach
    around = tail[max(0, first) : first + len(piece) + 2 * reach]
    if len(around) <= len(piece):
        return lag
    product = np.abs(correlate(around, piece, mode="valid", method="fft"))  # a side may be inverted
    best = int(product.argmax())
    same = around[best : best + len(piece)]
    if product[best] < _SAME_SOUND * max(float(np.linalg.norm(piece) * np.linalg.norm(same)), 1e-9):
        return lag
    return (max(0, first) + best - max(0, middle - half)) / _RATE_HZ
