"""How many voices there are, and when each of them speaks.

The segmentation says when somebody speaks, alone or at once with somebody else; the stretches of
one speaker are listened to once each for a print; prints and segmentation together say which
stretches are one voice; the level of the sound says where the pauses are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from audio.sound.recording import Sound
from audio.voices import channels, pyannote_folder, seats
from audio.voices.cluster import Pieces, cluster
from audio.voices.embed import SHORTEST_SECONDS, Prints, embed
from audio.voices.pauses import FRAME_SECONDS as LEVEL_SECONDS
from audio.voices.pauses import Pauses, levels
from audio.voices.seats import Piece, Seated
from audio.voices.segment import FRAME_SECONDS, PLACES, Chances, frame_middle, listen, runs, spans
from audio.voices.tracks import Track, voices
from transcripts.errors import UserError
from transcripts.transcript import Voices

# Stretches are listened to in pieces of at most this: longer ones hide a change of speaker that the
# segmentation missed, shorter ones have worse prints (six AMI clips: 18.3 % error at 1.5 s, 17.5 %
# at 2 s, 18.5 % at 2.5 s).
_PIECE_SECONDS = 2.0

# Pieces are cut where the sound is softest within this share of a piece around the even cut.
_LEEWAY = 0.3

_LISTENING = 0.6  # share of the time that the segmentation takes, for honest progress

Progress = Callable[[float], None]
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


def _told_apart(sound: Sound, options: DiarizeOptions, progress: Progress) -> Voices:
    """Tell voices apart that share a channel."""
    chances = listen(sound, lambda share: progress(share * _LISTENING))
    loudness = levels(sound.samples)
    pauses = Pauses.of(loudness, chances)
    pieces = _pieces(chances, loudness.max(1))
    prints = embed(
        sound,
        [[piece.span] for piece in pieces],
        lambda share: progress(_LISTENING + share * (1 - _LISTENING)),
    )
    known = np.flatnonzero(prints.any(1))
    if not len(known):
        return Voices((), (), ())
    pieces, prints = [pieces[i] for i in known], prints[known]
    labels = cluster(_clustering(pieces, prints), options.min_speakers, options.max_speakers)
    seated = Seated(pieces, labels, _centres(pieces, labels, prints))
    listener = partial(embed, sound)
    active, foremost = seats.active(chances, seated, listener, options.max_speakers)
    tracks = [
        Track(
            sound=sound,
            spans=spans(active[:, voice], sound.seconds),
            foremost=spans(foremost == voice, sound.seconds),
            alone=tuple(p.span for p, label in zip(pieces, labels, strict=True) if label == voice),
            prints={piece.span: print_ for piece, print_ in zip(pieces, prints, strict=True)},
        )
        for voice in range(active.shape[1])
    ]
    return voices(tracks, [pauses] * len(tracks))


def _clustering(pieces: Sequence[Piece], prints: Prints) -> Pieces:
    return Pieces(
        prints=prints.astype(np.float64),
        seconds=np.array([piece.span.duration for piece in pieces]),
        middles=np.array([piece.span.middle for piece in pieces]),
        places=np.array([piece.place for piece in pieces]),
    )


def _centres(pieces: Sequence[Piece], labels: Numbers, prints: Prints) -> Prints:
    """Average the prints of each voice, weighted by their length, to unit length."""
    weighted = prints * np.array([[piece.span.duration] for piece in pieces], np.float32)
    sums = np.stack([weighted[labels == voice].sum(0) for voice in range(labels.max() + 1)])
    return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), np.float32)


def _pieces(chances: Chances, loudness: NDArray[np.float32]) -> list[Piece]:
    """Cut what one speaker says alone into pieces long enough for a print, in order."""
    best = chances.argmax(1)
    level_at = np.clip(
        np.round(frame_middle(np.arange(len(best))) / LEVEL_SECONDS).astype(int),
        0,
        len(loudness) - 1,
    )
    found = [
        Piece(a, b, place)
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
