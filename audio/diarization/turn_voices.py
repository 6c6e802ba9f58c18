"""Tell voices apart again, with the turns of an old text: fewer, longer and cleaner pieces.

The first diarization finds when somebody speaks, alone or over someone else, and cuts the sound
into pieces of two seconds. Where the archive has an old text, whole sentences and turns are known,
too. They are embedded once each and clustered with the breaks as evidence; the first segments keep
their times and get the voices that this finds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audio.diarization.diarize import DiarizeOptions
from audio.diarization.embed import Embeddings, embed
from audio.diarization.turn_clustering import (
    BREAK,
    CHANGE,
    INSIDE,
    UNKNOWN,
    EmbeddedPieces,
    cluster_turns,
)
from audio.sound.recording import Sound
from transcripts.attribution.timeline import Timeline
from transcripts.attribution.turn_pieces import Boundary, TurnPiece
from transcripts.transcript import Diarization, Span, SpeakerSegment

_KINDS: dict[Boundary, int] = {
    "break": BREAK,
    "label": BREAK,
    "voice": CHANGE,
    "sentence": INSIDE,
    "unwritten": UNKNOWN,
}

_LEAST_EMBEDDING_SECONDS = 2.0

Progress = Callable[[float], None]
Numbers = NDArray[np.int64]


def compare_turns(
    sound: Sound,
    pieces: Sequence[TurnPiece],
    voices: Diarization,
    options: DiarizeOptions,
    expected: int | None = None,
    progress: Progress = lambda _share: None,
) -> Diarization:
    """Return the diarization with the voices that the pieces of turns tell apart.

    `expected` is the number of people in the cast, which need not all speak.
    """
    if not pieces or not voices.segments:
        return voices
    embeddings = embed(sound, [[piece.span] for piece in pieces], progress)
    found = cluster_turns(
        pieces_of(pieces, embeddings), options.min_speakers, options.max_speakers, expected
    )
    progress(1.0)
    return relabel(voices, pieces, found.labels, embeddings)


def pieces_of(pieces: Sequence[TurnPiece], embeddings: Embeddings) -> EmbeddedPieces:
    """Return what the clustering needs to know of the pieces."""
    names = sorted({piece.voice for piece in pieces if piece.voice is not None})
    return EmbeddedPieces(
        embeddings=embeddings.astype(np.float64),
        seconds=np.array([max(0.05, piece.span.duration) for piece in pieces]),
        boundaries=np.array([_KINDS[piece.boundary] for piece in pieces]),
        heard=np.array([-1 if p.voice is None else names.index(p.voice) for p in pieces]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Turns:
    """Labelled pieces by time; each reaches to the middle of the gap to its neighbours."""

    pieces: Sequence[TurnPiece]
    labels: Numbers
    edges: list[float]

    @classmethod
    def of(cls, pieces: Sequence[TurnPiece], labels: Numbers) -> _Turns:
        edges = [(a.span.end + b.span.start) / 2 for a, b in pairwise(pieces)]
        return cls(pieces, labels, list(np.maximum.accumulate(edges)) if edges else [])

    def at(self, second: float) -> int:
        """Return the number of the piece at a time."""
        return bisect_right(self.edges, second)

    def split(self, span: Span) -> Iterator[tuple[Span, int]]:
        """Yield the parts of a span that one voice of the turns speaks, each with a piece."""
        start, piece = span.start, self.at(span.start)
        for number in range(piece, len(self.edges)):
            edge = self.edges[number]
            if edge >= span.end:
                break
            if self.labels[number + 1] != self.labels[piece] and edge > start:
                yield Span(start, edge), piece
                start = edge
            piece = number + 1
        yield Span(start, span.end), piece


def relabel(
    voices: Diarization, pieces: Sequence[TurnPiece], labels: Numbers, embeddings: Embeddings
) -> Diarization:
    """Give the segments of a diarization the voices of the turns in which they lie."""
    turns = _Turns.of(pieces, labels)
    usual = _usual_voices(pieces, labels)
    exclusive = [
        SpeakerSegment(str(_foreground(turns, usual, s.voice, piece)), part.start, part.end)
        for s in voices.exclusive_segments
        for part, piece in turns.split(s.span)
    ]
    foremost = Timeline(voices.exclusive_segments)
    segments = [
        SpeakerSegment(str(label), part.start, part.end)
        for s in voices.segments
        for part, label in _segment_voices(s, turns, usual, foremost)
    ]
    return _numbered(voices, segments, exclusive, _voice_embeddings(pieces, labels, embeddings))


def _usual_voices(pieces: Sequence[TurnPiece], labels: Numbers) -> dict[str, list[int]]:
    """List, for each voice of the diarization, the voices of its pieces, the longest first."""
    seconds: dict[str, dict[int, float]] = {}
    for piece, label in zip(pieces, labels.tolist(), strict=True):
        if piece.voice is not None:
            own = seconds.setdefault(piece.voice, {})
            own[label] = own.get(label, 0.0) + piece.span.duration
    return {name: sorted(own, key=lambda k: -own[k]) for name, own in seconds.items()}


def _foreground(turns: _Turns, usual: dict[str, list[int]], voice: str, piece: int) -> int:
    """Find the voice of a segment in a piece; another voice within it keeps its usual one."""
    label = int(turns.labels[piece])
    heard = turns.pieces[piece].voice
    if heard is None or heard == voice or voice not in usual:
        return label
    return usual[voice][0]


def _segment_voices(
    segment: SpeakerSegment, turns: _Turns, usual: dict[str, list[int]], foremost: Timeline
) -> Iterator[tuple[Span, int]]:
    """Yield the parts of a segment with their voices; under another speaker it is a neighbour."""
    for part, under in _split_by_foremost(segment, foremost):
        for inner, piece in turns.split(part):
            if under:
                label = _background(turns, usual, segment.voice, piece)
                if label is not None:
                    yield inner, label
            else:
                yield inner, _foreground(turns, usual, segment.voice, piece)


def _split_by_foremost(segment: SpeakerSegment, foremost: Timeline) -> Iterator[tuple[Span, bool]]:
    """Yield the parts of a segment, each with whether somebody else is louder there."""
    at = segment.start
    for other in foremost.overlapping(segment.span):
        if other.voice == segment.voice:
            continue
        start, end = max(at, other.start), min(segment.end, other.end)
        if end <= start:
            continue
        if start > at:
            yield Span(at, start), False
        yield Span(start, end), True
        at = end
    if at < segment.end:
        yield Span(at, segment.end), False


def _background(turns: _Turns, usual: dict[str, list[int]], voice: str, piece: int) -> int | None:
    """Find who speaks under a turn: a neighbour whom the diarization heard as that voice."""
    own = int(turns.labels[piece])
    around = [n for n in (piece + 1, piece - 1, piece + 2, piece - 2) if 0 <= n < len(turns.pieces)]
    others = [n for n in around if turns.labels[n] != own]
    same = [n for n in others if turns.pieces[n].voice == voice]
    if same or others:
        known = [k for k in usual.get(voice, []) if k != own]
        if not same and known:
            return known[0]
        return int(turns.labels[(same or others)[0]])
    return next((k for k in usual.get(voice, []) if k != own), None)


def _voice_embeddings(
    pieces: Sequence[TurnPiece], labels: Numbers, embeddings: Embeddings
) -> dict[str, tuple[float, ...]]:
    """Average the embeddings of the pieces of each voice that speaks long enough."""
    seconds = np.array([piece.span.duration for piece in pieces]) * embeddings.any(1)
    found = {}
    for label in range(int(labels.max()) + 1):
        own = labels == label
        total = (embeddings[own] * seconds[own, None]).sum(0)
        if seconds[own].sum() >= _LEAST_EMBEDDING_SECONDS and np.linalg.norm(total) > 0:
            found[str(label)] = tuple(float(x) for x in total / np.linalg.norm(total))
    return found


def _numbered(
    voices: Diarization,
    segments: Sequence[SpeakerSegment],
    exclusive: Sequence[SpeakerSegment],
    embeddings: dict[str, tuple[float, ...]],
) -> Diarization:
    """Call the voices V1, V2 ... in order of first appearance, and join segments that touch."""
    ordered = sorted(segments, key=lambda s: (s.start, s.end))
    names = {
        label: f"V{number}"
        for number, label in enumerate(dict.fromkeys(s.voice for s in ordered), start=1)
    }
    return Diarization(
        speech=voices.speech,
        segments=_joined(ordered, names),
        exclusive_segments=_joined(
            sorted((s for s in exclusive if s.voice in names), key=lambda s: s.start), names
        ),
        embeddings={names[k]: v for k, v in embeddings.items() if k in names},
    )


def _joined(
    segments: Sequence[SpeakerSegment], names: dict[str, str]
) -> tuple[SpeakerSegment, ...]:
    """Rename segments, and join those of one voice that touch or overlap."""
    last: dict[str, int] = {}
    found: list[SpeakerSegment] = []
    for segment in segments:
        name = names[segment.voice]
        at = last.get(name)
        if at is not None and segment.start <= found[at].end + 1e-6:
            found[at] = SpeakerSegment(name, found[at].start, max(found[at].end, segment.end))
        else:
            last[name] = len(found)
            found.append(SpeakerSegment(name, segment.start, segment.end))
    return tuple(sorted(found, key=lambda s: (s.start, s.end, s.voice)))
