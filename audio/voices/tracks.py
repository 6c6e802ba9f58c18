"""From what each speaker was heard to say to `Voices`: pauses out, names in order, prints taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from audio.sound.recording import Sound
from audio.voices.embed import embed
from audio.voices.pauses import Pauses
from transcripts.transcript import Span, Stretch, Voices

# A print of a voice is worth keeping from so much clean speech, and a minute says all there is.
_PRINT_SECONDS = 2.0
_PRINT_MOST_SECONDS = 60.0

# What is left of a stretch between its pauses is speech from two hundredths of a second.
_SHORTEST_SECONDS = 0.02

# Shorter breaks in a stretch are flicker; bridging up to 0.25 s gives half a point more of error.
_BREAK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Track:
    """Where one speaker was heard: at all, as the foremost, and alone, each in order of time.

    `sound` is what he or she is best heard in; `prints` are those that were taken already.
    """

    sound: Sound
    spans: tuple[Span, ...]
    foremost: tuple[Span, ...]
    alone: tuple[Span, ...]
    prints: Mapping[Span, NDArray[np.float32]] = field(default_factory=dict)


def voices(tracks: Sequence[Track], pauses: Sequence[Pauses]) -> Voices:
    """Name the speakers V1, V2 ... by first appearance; whose stretches are all silent is dropped.

    `pauses` says for each track where its sound is silent.
    """
    heard = [
        (track, without(track.spans, p), without(track.foremost, p))
        for track, p in zip(tracks, pauses, strict=True)
    ]
    heard = sorted((h for h in heard if h[1]), key=lambda h: h[1][0])
    names = [f"V{number}" for number, _ in enumerate(heard, start=1)]
    stretches = _in_order((n, joined(spans)) for n, (_, spans, _) in zip(names, heard, strict=True))
    exclusive = _in_order((n, spans) for n, (_, _, spans) in zip(names, heard, strict=True))
    return Voices(
        speech=union(stretch.span for stretch in stretches),
        stretches=stretches,
        exclusive=_bridged(exclusive),
        prints={
            name: print_
            for name, (track, *_) in zip(names, heard, strict=True)
            if (print_ := _print(track)) is not None
        },
    )


def without(spans: Iterable[Span], pauses: Pauses) -> tuple[Span, ...]:
    """Leave the pauses out of spans."""
    return tuple(
        part
        for span in spans
        for part in pauses.left_out_of(span)
        if part.duration >= _SHORTEST_SECONDS
    )


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Bridge what is too short for a break."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start - found[-1].end < _BREAK_SECONDS:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Give the spans that any of these cover."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def _in_order(tracks: Iterable[tuple[str, tuple[Span, ...]]]) -> tuple[Stretch, ...]:
    stretches = [Stretch(name, span.start, span.end) for name, spans in tracks for span in spans]
    return tuple(sorted(stretches, key=lambda s: (s.start, s.end, s.voice)))


def _bridged(stretches: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """Bridge what is too short for a break where nobody else comes in between."""
    found: list[Stretch] = []
    for one in stretches:
        last = found[-1] if found else None
        if last and last.voice == one.voice and one.start - last.end < _BREAK_SECONDS:
            found[-1] = Stretch(last.voice, last.start, max(last.end, one.end))
        else:
            found.append(one)
    return tuple(found)


def _print(track: Track) -> tuple[float, ...] | None:
    """Take the print of a voice from its longest stretches alone, if they are long enough."""
    chosen: list[Span] = []
    for span in sorted(track.alone, key=lambda span: -span.duration):
        if sum(s.duration for s in chosen) < _PRINT_MOST_SECONDS:
            chosen.append(span)
    if sum(span.duration for span in chosen) < _PRINT_SECONDS:
        return None
    new = [span for span in chosen if span not in track.prints]
    taken = {**track.prints, **dict(zip(new, embed(track.sound, [(s,) for s in new]), strict=True))}
    print_ = sum(taken[span] * span.duration for span in chosen)
    return tuple(float(x) for x in print_ / np.linalg.norm(print_))
