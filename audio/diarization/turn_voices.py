"""Split voices that are two people, with the turns of an old text as evidence.

The diarization may take two people with similar voices for one. An old text shows where turns
begin. Voices that speak on both sides of breaks of the text are embedded again, sentence by
sentence, and split if the breaks and the embeddings agree. All segments keep their times, and all
other voices stay as they are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from audio.diarization.campplus import DIMENSION
from audio.diarization.embed import Embeddings, embed
from audio.diarization.turn_splits import (
    BREAK,
    CHANGE,
    INSIDE,
    UNKNOWN,
    EmbeddedPieces,
    split_voices,
)
from audio.sound.recording import Sound
from transcripts.attribution.turn_pieces import Boundary, TurnPiece, find_doubtful_voices
from transcripts.transcript import Diarization, SpeakerSegment

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


def split_by_turns(
    sound: Sound,
    pieces: Sequence[TurnPiece],
    voices: Diarization,
    max_voices: int | None = None,
    cast_size: int | None = None,
    progress: Progress = lambda _share: None,
) -> Diarization:
    """Split the voices that are two people, judging by the turns of the text.

    If this makes more than `max_voices` voices, the most similar pairs are joined, but never the
    two halves of a split voice. `cast_size` is the number of people in the cast.
    """
    own = find_pieces_to_compare(pieces)
    embeddings = np.zeros((len(pieces), DIMENSION), np.float32)
    embeddings[own] = embed(sound, [[pieces[n].span] for n in own], progress)
    progress(1.0)
    found = relabel(voices, pieces, split_pieces(pieces, embeddings, cast_size), embeddings)
    return found if max_voices is None else limit_voice_count(found, voices, max_voices)


def find_pieces_to_compare(pieces: Sequence[TurnPiece]) -> list[int]:
    """Return the numbers of the pieces whose voice may be two people."""
    doubtful = find_doubtful_voices(pieces)
    return [n for n, piece in enumerate(pieces) if piece.voice in doubtful]


def split_pieces(
    pieces: Sequence[TurnPiece], embeddings: Embeddings, cast_size: int | None = None
) -> Numbers:
    """Return the voice number of each piece after all splits."""
    return split_voices(
        EmbeddedPieces(
            embeddings=embeddings.astype(np.float64),
            seconds=np.array([max(0.05, piece.span.duration) for piece in pieces]),
            boundaries=np.array([_KINDS[piece.boundary] for piece in pieces], np.int64),
            voices=_number_voices(pieces),
        ),
        cast_size,
    )


def _number_voices(pieces: Sequence[TurnPiece]) -> Numbers:
    """Number the voices of pieces in order of first appearance."""
    names = list(dict.fromkeys(piece.voice for piece in pieces))
    return np.array([names.index(piece.voice) for piece in pieces], np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class _SplitVoice:
    """A diarized voice that is split: the labels of its pieces and the times between them.

    `edges` are the times halfway between consecutive pieces. A time belongs to the nearest piece,
    so a short reply during another voice's turn goes to the half that speaks next to that turn.
    """

    labels: tuple[int, ...]
    edges: tuple[float, ...]

    @classmethod
    def from_labels(cls, pieces: Sequence[TurnPiece], labels: Sequence[int]) -> _SplitVoice:
        edges = [(a.span.end + b.span.start) / 2 for a, b in pairwise(pieces)]
        return cls(tuple(labels), tuple(np.maximum.accumulate(edges)) if edges else ())

    def split(self, segment: SpeakerSegment) -> Iterator[SpeakerSegment]:
        """Yield the parts of a segment: each is spoken by one half, whose label is its `voice`."""
        start, at = segment.start, bisect_right(self.edges, segment.start)
        while at < len(self.edges) and self.edges[at] < segment.end:
            if self.labels[at + 1] != self.labels[at] and self.edges[at] > start:
                yield SpeakerSegment(str(self.labels[at]), start, self.edges[at])
                start = self.edges[at]
            at += 1
        yield SpeakerSegment(str(self.labels[at]), start, segment.end)


def relabel(
    voices: Diarization, pieces: Sequence[TurnPiece], labels: Numbers, embeddings: Embeddings
) -> Diarization:
    """Split the segments of a diarization where the labels of their voice's pieces change."""
    split = dict(_split_voices(pieces, labels))
    if not split:
        return voices
    segments = [part for s in voices.segments for part in _split_segment(s, split)]
    exclusive = [part for s in voices.exclusive_segments for part in _split_segment(s, split)]
    ordered = sorted(segments, key=lambda s: (s.start, s.end))
    names = {
        voice: f"V{number}"
        for number, voice in enumerate(dict.fromkeys(s.voice for s in ordered), start=1)
    }
    kept = {name: vector for name, vector in voices.embeddings.items() if name not in split}
    own = {n for halves in split.values() for n in halves.labels}
    averages = dict(_average_voice_embeddings(pieces, labels, embeddings, own))
    return Diarization(
        speech=voices.speech,
        segments=_rename_voices(ordered, names),
        exclusive_segments=_rename_voices(sorted(exclusive, key=lambda s: s.start), names),
        embeddings={names[k]: v for k, v in {**kept, **averages}.items() if k in names},
    )


def _split_voices(
    pieces: Sequence[TurnPiece], labels: Numbers
) -> Iterator[tuple[str, _SplitVoice]]:
    """Yield the voices of the diarization whose pieces have more than one label."""
    for voice in dict.fromkeys(piece.voice for piece in pieces):
        own = [n for n, piece in enumerate(pieces) if piece.voice == voice]
        found = [int(labels[n]) for n in own]
        if len(set(found)) > 1:
            yield voice, _SplitVoice.from_labels([pieces[n] for n in own], found)


def _split_segment(
    segment: SpeakerSegment, split: dict[str, _SplitVoice]
) -> Iterator[SpeakerSegment]:
    if segment.voice in split:
        yield from split[segment.voice].split(segment)
    else:
        yield segment


def _average_voice_embeddings(
    pieces: Sequence[TurnPiece], labels: Numbers, embeddings: Embeddings, own_labels: set[int]
) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Yield each half that speaks long enough, with the average embedding of its pieces."""
    seconds = np.array([piece.span.duration for piece in pieces]) * embeddings.any(1)
    for label in sorted(own_labels):
        here = labels == label
        total = (embeddings[here] * seconds[here, None]).sum(0)
        if seconds[here].sum() >= _LEAST_EMBEDDING_SECONDS and np.linalg.norm(total) > 0:
            yield str(label), tuple(float(x) for x in total / np.linalg.norm(total))


def limit_voice_count(
    diarization: Diarization, original: Diarization, max_voices: int
) -> Diarization:
    """Join the most similar voices until there are `max_voices` voices.

    `original` is the diarization before the split. Two halves of split voices are never joined. If
    no two voices may be joined or compared, `original` is returned.
    """
    halves = {s.voice for s in diarization.segments} - _find_unchanged_voices(diarization, original)
    while len({s.voice for s in diarization.segments}) > max_voices:
        vectors = {name: np.array(vector) for name, vector in diarization.embeddings.items()}
        pairs = [p for p in combinations(sorted(vectors), 2) if not halves.issuperset(p)]
        if not pairs:
            return original
        kept, gone = max(pairs, key=lambda p: float(vectors[p[0]] @ vectors[p[1]]))
        if gone in halves:
            kept, gone = gone, kept
        diarization = _join_voices(diarization, kept, gone)
    return diarization


def _find_unchanged_voices(diarization: Diarization, original: Diarization) -> set[str]:
    """Return the voices of `diarization` that have the same spans as a voice of `original`."""
    before = {_list_spans(original, s.voice) for s in original.segments}
    return {s.voice for s in diarization.segments if _list_spans(diarization, s.voice) in before}


def _list_spans(voices: Diarization, voice: str) -> tuple[tuple[float, float], ...]:
    return tuple((s.start, s.end) for s in voices.segments if s.voice == voice)


def _join_voices(voices: Diarization, kept_voice: str, joined_voice: str) -> Diarization:
    seconds = {
        v: sum(end - start for start, end in _list_spans(voices, v))
        for v in (kept_voice, joined_voice)
    }
    total = np.sum(
        [seconds[v] * np.array(voices.embeddings[v]) for v in (kept_voice, joined_voice)], axis=0
    )
    joined = tuple(float(x) for x in total / np.linalg.norm(total))
    others = {v: e for v, e in voices.embeddings.items() if v != joined_voice}
    names = {s.voice: kept_voice if s.voice == joined_voice else s.voice for s in voices.segments}
    return replace(
        voices,
        segments=_rename_voices(voices.segments, names),
        exclusive_segments=_rename_voices(voices.exclusive_segments, names),
        embeddings={**others, kept_voice: joined},
    )


def _rename_voices(
    segments: Sequence[SpeakerSegment], new_name_by_voice: dict[str, str]
) -> tuple[SpeakerSegment, ...]:
    return tuple(
        replace(s, voice=new_name_by_voice[s.voice])
        for s in segments
        if s.voice in new_name_by_voice
    )
