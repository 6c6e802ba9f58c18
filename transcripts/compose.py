"""Put the pieces of a run together into one transcript."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from transcripts.correct import Corrected
from transcripts.score import agreement
from transcripts.transcript import (
    Correction,
    Heard,
    Provenance,
    Recording,
    Scores,
    Span,
    Speaker,
    Transcript,
    Turn,
    Unspoken,
    Voices,
    Word,
)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Everything that the steps of a run found out."""

    recording: Recording
    heard: Heard
    voices: Voices
    corrected: Corrected
    words: tuple[Word, ...]
    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...]


def compose(pieces: Pieces, provenance: Provenance) -> Transcript:
    """Give the transcript: turns by speaker, corrections and unspoken passages by turn.

    `pieces.words` are the words of `pieces.corrected` with their exact times, in the same order.
    """
    speaker_of = {voice: s.id for s in pieces.speakers for voice in s.voices}
    turns = tuple(replace(turn, speaker=speaker_of[turn.voice]) for turn in pieces.turns)
    corrections = _corrections(pieces, turns)
    return Transcript(
        recording=pieces.recording,
        speakers=pieces.speakers,
        turns=turns,
        corrections=corrections,
        unspoken=_unspoken(pieces, turns),
        unwritten=pieces.corrected.unwritten,
        scores=_scores(pieces, corrections),
        provenance=provenance,
        voices=pieces.voices.stretches,
    )


def _corrections(pieces: Pieces, turns: Sequence[Turn]) -> tuple[Correction, ...]:
    """Give each correction its exact times, the turn that it is in, and its number in the sound."""
    rough = pieces.corrected.words
    starts = [word.start for word in rough]
    ends = [word.end for word in rough]
    timed = []
    for correction in pieces.corrected.corrections:
        first = min(bisect_left(starts, correction.start), len(rough) - 1)
        last = max(first, bisect_right(ends, correction.end) - 1)
        start, end = pieces.words[first].start, pieces.words[last].end
        turn = turn_at(turns, start, end)
        timed.append(replace(correction, start=start, end=end, turn=turn.id))
    timed.sort(key=lambda correction: correction.start)
    return tuple(replace(c, id=f"C{n}") for n, c in enumerate(timed, start=1))


def _unspoken(pieces: Pieces, turns: Sequence[Turn]) -> tuple[Unspoken, ...]:
    """Give each unspoken passage the turn that it would follow."""
    turn_of = {word: turn.id for turn in turns for word in turn.words}
    return tuple(
        replace(passage, after_turn=turn_of.get(pieces.words[after]) if after >= 0 else None)
        for passage, after in zip(
            pieces.corrected.unspoken, pieces.corrected.unspoken_after, strict=True
        )
    )


def turn_at(turns: Sequence[Turn], start: float, end: float) -> Turn:
    """Give the turn that shares most of a span; where none does, the nearest."""
    span = Span(start, end)
    return max(turns, key=lambda turn: (turn.span.overlap(span), -turn.span.gap(span)))


def _scores(pieces: Pieces, corrections: Sequence[Correction]) -> Scores:
    heard = " ".join(word.text for word in pieces.heard.words)
    published = " ".join(turn.text for turn in pieces.turns)
    reference = " ".join(pieces.corrected.reference_words)
    return Scores(
        reference_against_heard=agreement(heard, reference) if reference else None,
        published_against_heard=agreement(heard, published),
        words=sum(len(turn.words) for turn in pieces.turns),
        corrections_applied=sum(c.status == "applied" for c in corrections),
    )
