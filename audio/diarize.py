"""How many voices there are, and when each of them speaks.

The segmentation says when somebody speaks, alone or at once with somebody else; the stretches of
one speaker are listened to once each for a print; prints and segmentation together say which
stretches are one voice; the level of the sound says where the pauses are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audio import channels, pyannote_folder
from audio.cluster import Pieces, cluster
from audio.embed import SHORTEST_SECONDS, embed
from audio.pauses import FRAME_SECONDS as LEVEL_SECONDS
from audio.pauses import Pauses, levels, silent
from audio.recording import Sound
from audio.segment import (
    CLASSES,
    FRAME_SECONDS,
    PLACES,
    Chances,
    frame_middle,
    frame_start,
    listen,
    runs,
    spans,
)
from audio.tracks import Track, voices
from transcripts.errors import UserError
from transcripts.transcript import Span, Voices

# Stretches are listened to in pieces of at most this: longer ones hide a change of speaker that the
# segmentation missed, shorter ones have worse prints.
_PIECE_SECONDS = 2.0

# Pieces are cut where the sound is softest within this share of a piece around the even cut.
_LEEWAY = 0.3

# Somebody who only ever speaks while another does is a voice from so much speech.
_UNDER_SECONDS = 1.0

# A place means the same speaker no longer than a window of the segmentation lasts.
_REACH_SECONDS = 10.0

_LISTENING = 0.8  # share of the time that the segmentation takes, for honest progress

Progress = Callable[[float], None]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DiarizeOptions:
    """How many voices to look for, and whose pipeline to use.

    `pipeline` is a folder with a pyannote pipeline (its config.yaml) that takes the place of ours.
    """

    min_speakers: int = 1
    max_speakers: int | None = None
    pipeline: str | None = None


def diarize(
    sound: Sound, options: DiarizeOptions, progress: Progress = lambda _share: None
) -> Voices:
    """Tell the voices of a recording apart; there are none where nobody speaks.

    Raises UserError where the bounds contradict each other or `pipeline` is no pipeline.
    """
    _check(options)
    if options.pipeline is not None:
        return pyannote_folder.diarize(
            sound, options.pipeline, options.min_speakers, options.max_speakers, progress
        )
    if _one_speaker_per_channel(sound, options):
        found = voices(*channels.tracks(sound, progress))
    else:
        found = _told_apart(sound, options, progress)
    progress(1.0)
    return found


def _check(options: DiarizeOptions) -> None:
    least, most = options.min_speakers, options.max_speakers
    if least < 1 or (most is not None and most < least):
        raise UserError(
            f"from {least} to {most} speakers is no range: give one number of 1 or more, or two, "
            "the smaller first"
        )


def _one_speaker_per_channel(sound: Sound, options: DiarizeOptions) -> bool:
    count = len(sound.channels)
    fits = options.min_speakers <= count <= (options.max_speakers or count)
    return fits and channels.apart(sound)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Frames `first` to `last` in which the speaker at one place speaks alone."""

    first: int
    last: int
    place: int

    @property
    def span(self) -> Span:
        return Span(max(0.0, frame_start(self.first)), frame_start(self.last))


def _told_apart(sound: Sound, options: DiarizeOptions, progress: Progress) -> Voices:
    """Tell voices apart that share a channel."""
    chances = listen(sound, lambda share: progress(share * _LISTENING))
    loudness = levels(sound.samples)
    pauses = Pauses(silent(loudness), channels.speech_chance(chances, len(loudness)))
    pieces = _pieces(chances, loudness.max(1))
    prints = embed(sound, [[piece.span] for piece in pieces])
    known = np.flatnonzero(prints.any(1))
    if not len(known):
        return Voices((), (), ())
    pieces = [pieces[i] for i in known]
    labels = cluster(
        Pieces(
            prints=prints[known].astype(np.float64),
            seconds=np.array([piece.span.duration for piece in pieces]),
            middles=np.array([piece.span.middle for piece in pieces]),
            places=np.array([piece.place for piece in pieces]),
        ),
        options.min_speakers,
        options.max_speakers,
    )
    tracks = _tracks(sound, chances, pieces, labels, options.max_speakers)
    return voices(tracks, [pauses] * len(tracks))


def _pieces(chances: Chances, loudness: NDArray[np.float32]) -> list[_Piece]:
    """Cut what one speaker says alone into pieces long enough for a print, in order."""
    best = chances.argmax(1)
    level_at = np.clip(
        np.round(frame_middle(np.arange(len(best))) / LEVEL_SECONDS).astype(int),
        0,
        len(loudness) - 1,
    )
    found = [
        _Piece(a, b, place)
        for place in range(PLACES)
        for first, last in runs(best == place + 1)
        for a, b in _cut(first, last, loudness[level_at])
        if (b - a) * FRAME_SECONDS >= SHORTEST_SECONDS
    ]
    return sorted(found, key=lambda piece: piece.first)


def _cut(first: int, last: int, loudness: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Cut a run of frames into nearly even parts, each where it is softest near the even cut."""
    count = int(np.ceil((last - first) * FRAME_SECONDS / _PIECE_SECONDS))
    leeway = int((last - first) / count * _LEEWAY)
    cuts = [first]
    for number in range(1, count):
        even = first + (last - first) * number // count
        cuts.append(even - leeway + int(loudness[even - leeway : even + leeway + 1].argmin()))
    return list(zip(cuts, [*cuts[1:], last], strict=True))


def _tracks(
    sound: Sound, chances: Chances, pieces: Sequence[_Piece], labels: Numbers, most: int | None
) -> list[Track]:
    """Give each voice its track: pieces as clustered, the rest by place and nearness."""
    active, foremost = _active(chances, pieces, labels, most)
    return [
        Track(
            sound=sound,
            spans=spans(active[:, voice], sound.seconds),
            foremost=spans(foremost == voice, sound.seconds),
            alone=tuple(p.span for p, label in zip(pieces, labels, strict=True) if label == voice),
        )
        for voice in range(active.shape[1])
    ]


def _active(
    chances: Chances, pieces: Sequence[_Piece], labels: Numbers, most: int | None
) -> tuple[Mask, Numbers]:
    """Say who speaks in each frame, [frames, voices], and who is foremost (-1: nobody)."""
    count = int(labels.max()) + 1
    speaking = CLASSES[chances.argmax(1)] > 0
    order = np.argsort(np.where(speaking, -(chances @ CLASSES), np.inf), axis=1)[:, :2]
    seats = _seats(len(chances), pieces, labels)
    nearest, others = _nearest(len(chances), pieces, labels, count)
    frames = np.arange(len(chances))
    first, second = seats[frames, order[:, 0]], seats[frames, order[:, 1]]
    second = np.where(second == first, -1, second)
    first, second = np.where(first < 0, second, first), np.where(first < 0, first, second)
    unknown = np.where(count > 1, others[frames, nearest], nearest)
    first = np.where(first < 0, unknown, first)
    second = np.where(second < 0, others[frames, first], second)
    together = speaking.sum(1) > 1
    active = np.zeros((len(chances), count + 1), np.bool_)
    active[frames[together], second[together]] = True
    if most == count or active[:, count].sum() * FRAME_SECONDS < _UNDER_SECONDS:
        active = active[:, :count]
    alone = speaking.any(1)
    active[frames[alone], first[alone]] = True
    return active, np.where(alone, first, -1)


def _seats(frames: int, pieces: Sequence[_Piece], labels: Numbers) -> Numbers:
    """Say whose voice sits at each place in each frame, by its nearest piece: [frames, places]."""
    reach = round(_REACH_SECONDS / FRAME_SECONDS)
    seats = np.full((frames, PLACES), -1)
    for place in range(PLACES):
        own = [i for i, piece in enumerate(pieces) if piece.place == place]
        if own:
            nearest, distance = _nearest_of([pieces[i] for i in own], frames)
            seats[:, place] = np.where(distance < reach, labels[np.array(own)][nearest], -1)
    return seats


def _nearest(
    frames: int, pieces: Sequence[_Piece], labels: Numbers, count: int
) -> tuple[Numbers, Numbers]:
    """Give the voice nearest to each frame, and the nearest that is not a given one.

    The latter is [frames, voices]; `count` where there is no other.
    """
    others = np.full((frames, count), count)
    for voice in range(count):
        rest = np.flatnonzero(labels != voice)
        if len(rest):
            others[:, voice] = labels[rest][_nearest_of([pieces[int(i)] for i in rest], frames)[0]]
    return labels[_nearest_of(pieces, frames)[0]], others


def _nearest_of(pieces: Sequence[_Piece], frames: int) -> tuple[Numbers, Numbers]:
    """Give for each frame which of some pieces (in order) is nearest, and how many frames off."""
    at = np.arange(frames)
    firsts = np.array([piece.first for piece in pieces])
    lasts = np.array([piece.last for piece in pieces]) - 1
    before = np.clip(np.searchsorted(firsts, at, side="right") - 1, 0, None)
    after = np.clip(before + 1, None, len(pieces) - 1)
    gaps = [np.maximum(0, np.maximum(firsts[i] - at, at - lasts[i])) for i in (before, after)]
    return np.where(gaps[1] < gaps[0], after, before), np.minimum(*gaps)
