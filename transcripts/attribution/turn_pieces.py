"""Cut words into pieces that one person speaks: the units whose voices are compared.

A turn of the reference is one person speaking, unless the reference has joined two turns. Pieces
therefore end at the breaks of the reference, at sentence ends, and wherever the diarization hears
another voice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from transcripts.attribution.timeline import Timeline
from transcripts.text.sentences import ends_sentence
from transcripts.transcript import Diarization, Span, Word

MIN_PIECE_SECONDS = 1.2
"""A shorter sentence joins the next one of its turn: embeddings of a second or less are noisy."""

Boundary = Literal["break", "label", "voice", "sentence", "unwritten"]


@dataclass(frozen=True, slots=True)
class TurnPiece:
    """A piece of a turn: its span, what it begins at, and the voice that the diarization hears.

    `boundary` is "break" where a turn of the reference begins, "label" where it also changes the
    speaker label, "voice" where the diarization alone hears another voice, and "sentence" inside a
    turn; "unwritten" is a sentence in a passage that the reference lacks, so that nothing is known
    of its turns. `voice` is None where the diarization hears nobody.
    """

    span: Span
    boundary: Boundary
    voice: str | None


def cut_turns(
    words: Sequence[Word],
    voices: Diarization,
    breaks: frozenset[int],
    relabelled_breaks: frozenset[int] = frozenset(),
) -> tuple[TurnPiece, ...]:
    """Cut words, in order of start, into pieces.

    `breaks` are the indices of words that begin a turn of the reference; at `relabelled_breaks` its
    speaker label changes.
    """
    if not words:
        return ()
    heard = _voices_of(words, voices)
    starts = dict(_boundaries(words, heard, breaks, relabelled_breaks))
    ends = [*sorted(starts), len(words)]
    return tuple(
        TurnPiece(
            Span(words[first].start, max(word.end for word in words[first:last])),
            starts[first],
            _majority(heard[first:last], words[first:last]),
        )
        for first, last in pairwise(ends)
    )


def _boundaries(
    words: Sequence[Word],
    heard: Sequence[str | None],
    breaks: frozenset[int],
    relabelled_breaks: frozenset[int],
) -> Iterator[tuple[int, Boundary]]:
    """Yield where each piece begins, and at what kind of boundary."""
    begin = 0
    yield 0, "break"
    for i in range(1, len(words)):
        kind: Boundary | None = None
        if i in breaks:
            kind = "label" if i in relabelled_breaks else "break"
        elif heard[i] != heard[i - 1]:
            kind = "voice"
        elif (
            ends_sentence(words[i - 1].text)
            and words[i - 1].end - words[begin].start >= MIN_PIECE_SECONDS
        ):
            kind = "sentence" if _is_written(words, i) else "unwritten"
        if kind:
            begin = i
            yield i, kind


def _is_written(words: Sequence[Word], at: int) -> bool:
    """Whether the reference has a word on either side of the boundary before a word."""
    return any(word.origin != "heard" for word in words[at - 1 : at + 1])


def _voices_of(words: Sequence[Word], voices: Diarization) -> list[str | None]:
    """Find the foremost voice of each word; a word in silence has that of the word before."""
    foremost = Timeline(voices.exclusive_segments)
    found: list[str | None] = []
    for word in words:
        seconds: dict[str, float] = {}
        for segment in foremost.overlapping(word.span):
            seconds[segment.voice] = seconds.get(segment.voice, 0.0) + segment.span.overlap(
                word.span
            )
        silent = found[-1] if found else None
        found.append(max(seconds, key=lambda voice: seconds[voice]) if seconds else silent)
    return found


def _majority(heard: Sequence[str | None], words: Sequence[Word]) -> str | None:
    """Find the voice that is heard longest."""
    seconds: dict[str, float] = {}
    for voice, word in zip(heard, words, strict=True):
        if voice is not None:
            seconds[voice] = seconds.get(voice, 0.0) + word.span.duration
    return max(seconds, key=lambda voice: seconds[voice]) if seconds else None
