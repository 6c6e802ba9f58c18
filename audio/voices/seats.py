"""Who sits where: from pieces whose voice is known to the voices of every frame, overlaps kept.

The segmentation says which places speak; the voice at a place is that of the nearest piece there.
Where somebody speaks only under another, as in "mm, right", there may be no such piece, or one of
somebody else for whom the segmentation took him; there the print of both together decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audio.voices.segment import CLASSES, FRAME_SECONDS, PLACES, Chances, frame_start, runs
from transcripts.transcript import Span

# A place means the same speaker no longer than a window of the segmentation lasts.
REACH_SECONDS = 10.0

# Somebody who only ever speaks while another does is a voice from so much speech.
_UNDER_SECONDS = 1.0

_TOUCHING = 2  # frames: a piece that ends so near to an overlap goes on into it

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Prints = NDArray[np.float32]
Listen = Callable[[Sequence[Sequence[Span]]], Prints]


@dataclass(frozen=True, slots=True)
class Piece:
    """Frames `first` to `last` in which the speaker at one place speaks alone."""

    first: int
    last: int
    place: int

    @property
    def span(self) -> Span:
        """The same in seconds."""
        return span_of(self.first, self.last)


@dataclass(frozen=True, slots=True, eq=False)
class Seated:
    """Pieces in order, the voice of each, and the print of each voice, [voices, dimensions]."""

    pieces: Sequence[Piece]
    labels: Numbers
    centres: Prints

    @property
    def voices(self) -> int:
        """How many there are."""
        return len(self.centres)


def span_of(first: int, last: int) -> Span:
    """Give the span of some frames."""
    return Span(max(0.0, frame_start(first)), frame_start(last))


def active(
    chances: Chances, seated: Seated, listen: Listen, most: int | None
) -> tuple[Mask, Numbers]:
    """Say who speaks in each frame, [frames, voices], and who is foremost (-1: nobody).

    `listen` gives prints of groups of spans. There may be one voice more than is seated, where
    there are fewer than `most`: somebody who only speaks under the others.
    """
    speaking = CLASSES[chances.argmax(1)] > 0
    loudest = np.where(speaking, -(chances @ CLASSES), np.inf)
    order = np.argsort(loudest, axis=1, kind="stable")[:, :2]
    seats = _seats(len(chances), seated)
    _hear_out(seats, speaking, seated, listen)
    anybody, together = speaking.any(1), speaking.sum(1) > 1
    first, second = np.take_along_axis(seats, order, axis=1).T
    first, second = _known(first, np.where(together & (first != second), second, -1), seated)
    found = np.zeros((len(chances), seated.voices + 1), np.bool_)
    found[together, second[together]] = True
    if most == seated.voices or found[:, -1].sum() * FRAME_SECONDS < _UNDER_SECONDS:
        found = found[:, :-1]
    found[anybody, first[anybody]] = True
    return found, np.where(anybody, first, -1)


def _seats(frames: int, seated: Seated) -> Numbers:
    """Say whose voice sits at each place in each frame, by its nearest piece: [frames, places]."""
    seats = np.full((frames, PLACES), -1)
    for place in range(PLACES):
        own = np.array([i for i, piece in enumerate(seated.pieces) if piece.place == place], int)
        if len(own):
            nearest, distance = _nearest([seated.pieces[int(i)] for i in own], frames)
            near = distance * FRAME_SECONDS < REACH_SECONDS
            seats[:, place] = np.where(near, seated.labels[own][nearest], -1)
    return seats


def _hear_out(seats: Numbers, speaking: Mask, seated: Seated, listen: Listen) -> None:
    """Seat anew who speaks only under another; changes `seats`.

    The print of two voices at once is nearer to each of them than to a third. On synthetic
    interviews the voice of the nearest piece, added to that with any weight, was more often wrong.
    """
    into = _goes_on(_overlaps(speaking), seated)
    prints = listen([[span_of(run.first, run.last)] for run, _ in into])
    for (run, piece), print_ in zip(into, prints, strict=True):
        if not print_.any():
            continue
        voice = int(seated.labels[piece])
        (under,) = {run.place, run.other} - {seated.pieces[piece].place}
        scores = seated.centres @ print_
        scores[voice] = -np.inf
        if np.isfinite(scores).any():
            seats[run.first : run.last, under] = scores.argmax()


@dataclass(frozen=True, slots=True)
class _Overlap:
    """Frames in which the speakers at two places speak at once."""

    first: int
    last: int
    place: int
    other: int


def _overlaps(speaking: Mask) -> list[_Overlap]:
    return [
        _Overlap(first, last, place, other)
        for place in range(PLACES)
        for other in range(place + 1, PLACES)
        for first, last in runs(speaking[:, place] & speaking[:, other])
    ]


def _goes_on(overlaps: Sequence[_Overlap], seated: Seated) -> list[tuple[_Overlap, int]]:
    """Give overlaps into which a piece of one of both speakers goes on, and that piece."""
    places = np.array([piece.place for piece in seated.pieces])
    firsts = np.array([piece.first for piece in seated.pieces])
    lasts = np.array([piece.last for piece in seated.pieces])
    found = []
    for run in overlaps:
        touching = (abs(lasts - run.first) <= _TOUCHING) | (abs(firsts - run.last) <= _TOUCHING)
        own = [np.flatnonzero(touching & (places == place)) for place in (run.place, run.other)]
        if bool(len(own[0])) != bool(len(own[1])):
            found.append((run, int(np.concatenate(own)[-1])))
    return found


def _known(first: Numbers, second: Numbers, seated: Seated) -> tuple[Numbers, Numbers]:
    """Fill who is not known (-1) by who is nearest; the number of voices is somebody else."""
    frames = np.arange(len(first))
    nearest, others = _neighbours(len(first), seated)
    first, second = np.where(first < 0, second, first), np.where(first < 0, -1, second)
    stranger = others[frames, nearest]
    first = np.where(first < 0, np.where(stranger < seated.voices, stranger, nearest), first)
    return first, np.where(second < 0, others[frames, first], second)


def _neighbours(frames: int, seated: Seated) -> tuple[Numbers, Numbers]:
    """Give the voice nearest to each frame, and [frames, voices] the nearest that is not that one.

    Where there is no other, the latter is the number of voices.
    """
    others = np.full((frames, seated.voices), seated.voices)
    for voice in range(seated.voices):
        rest = np.flatnonzero(seated.labels != voice)
        if len(rest):
            nearest, _distance = _nearest([seated.pieces[int(i)] for i in rest], frames)
            others[:, voice] = seated.labels[rest][nearest]
    return seated.labels[_nearest(seated.pieces, frames)[0]], others


def _nearest(pieces: Sequence[Piece], frames: int) -> tuple[Numbers, Numbers]:
    """Give for each frame which of some pieces (in order) is nearest, and how many frames off."""
    at = np.arange(frames)
    firsts = np.array([piece.first for piece in pieces])
    lasts = np.array([piece.last for piece in pieces]) - 1
    before = np.clip(np.searchsorted(firsts, at, side="right") - 1, 0, None)
    after = np.clip(before + 1, None, len(pieces) - 1)
    gaps = [np.maximum(0, np.maximum(firsts[i] - at, at - lasts[i])) for i in (before, after)]
    return np.where(gaps[1] < gaps[0], after, before), np.minimum(*gaps)
