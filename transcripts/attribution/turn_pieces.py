"""Cut words into pieces that one person speaks: the units whose voices are compared.

In a turn of the reference, one person speaks, unless the reference joined two turns. Pieces
therefore end at the breaks of the reference, at sentence ends, and wherever the diarization hears
another voice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from transcripts.text.sentences import ends_sentence
from transcripts.transcript import Span, Word

MIN_PIECE_SECONDS = 1.2
"""A shorter sentence joins the next one of its turn: embeddings of a second or less are noisy."""

MIN_BREAKS_WITHIN = 2
"""A voice's turns are compared if it speaks before and after at least this many breaks."""

Boundary = Literal["break", "label", "voice", "sentence", "unwritten"]


@dataclass(frozen=True, slots=True)
class TurnPiece:
    """A piece of a turn: its span, its kind of boundary, and the voice it is attributed to.

    `boundary` says where the piece begins. "break" is the beginning of a turn of the reference;
    "label" is the same if the speaker label changes there, too. "voice" is where only the
    diarization hears another voice. "sentence" is a sentence inside a turn of the reference, and
    "unwritten" a sentence in a passage that the reference lacks.
    """

    span: Span
    boundary: Boundary
    voice: str


def cut_turns(
    words: Sequence[Word],
    voices: Sequence[str],
    breaks: frozenset[int],
    relabelled_breaks: frozenset[int] = frozenset(),
) -> tuple[TurnPiece, ...]:
    """Cut words, in order of start, into pieces.

    `voices` has the voice that each word is attributed to. `breaks` are the indices of words that
    begin a turn of the reference; at `relabelled_breaks` its speaker label changes.
    """
    if not words:
        return ()
    starts = dict(_find_boundaries(words, voices, breaks, relabelled_breaks))
    ends = [*sorted(starts), len(words)]
    return tuple(
        TurnPiece(
            Span(words[first].start, max(word.end for word in words[first:last])),
            starts[first],
            _find_majority_voice(voices[first:last], words[first:last]),
        )
        for first, last in pairwise(ends)
    )


def find_doubtful_voices(pieces: Sequence[TurnPiece]) -> frozenset[str]:
    """Find the voices that often speak on both sides of a break of the reference."""
    counts = Counter(
        after.voice
        for before, after in pairwise(pieces)
        if after.boundary in ("break", "label") and before.voice == after.voice
    )
    return frozenset(voice for voice, count in counts.items() if count >= MIN_BREAKS_WITHIN)


def _find_boundaries(
    words: Sequence[Word],
    voices: Sequence[str],
    breaks: frozenset[int],
    relabelled_breaks: frozenset[int],
) -> Iterator[tuple[int, Boundary]]:
    """Yield the word at which each piece begins, and the kind of boundary there."""
    begin = 0
    yield 0, "break"
    for i in range(1, len(words)):
        kind: Boundary | None = None
        if i in breaks:
            kind = "label" if i in relabelled_breaks else "break"
        elif voices[i] != voices[i - 1]:
            kind = "voice"
        elif (
            ends_sentence(words[i - 1].text)
            and words[i - 1].end - words[begin].start >= MIN_PIECE_SECONDS
        ):
            kind = "sentence" if _is_written(words, i) else "unwritten"
        if kind:
            begin = i
            yield i, kind


def _is_written(words: Sequence[Word], word_index: int) -> bool:
    """Check whether the reference has a word on either side of the boundary before a word."""
    return any(word.origin != "heard" for word in words[word_index - 1 : word_index + 1])


def _find_majority_voice(voices: Sequence[str], words: Sequence[Word]) -> str:
    """Find the voice that speaks longest."""
    seconds: dict[str, float] = {}
    for voice, word in zip(voices, words, strict=True):
        seconds[voice] = seconds.get(voice, 0.0) + word.span.duration
    return max(seconds, key=lambda voice: seconds[voice])
