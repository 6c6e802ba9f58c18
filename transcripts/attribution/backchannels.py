"""Find backchannels: a listener's "Right.", "Mm-hmm." or "Yeah, exactly."."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from transcripts.attribution.timeline import Timeline
from transcripts.languages.language import Language
from transcripts.text.backchannel_words import flag_backchannels
from transcripts.transcript import Span, SpeakerSegment, Word

MAX_SEGMENT_SECONDS = 1.5
"""Longest speaker segment, in seconds, that can be a backchannel: three words take less. A higher
limit treats short answers as backchannels and gives an ordinary "yeah" to the wrong voice."""

MIN_OVERLAP_SHARE = 0.5
"""Least overlap of a phrase and a speaker segment, as a share of the shorter one. Segment
boundaries and word times are off by up to 0.15 s and backchannels last 0.3 s: a higher share misses
real ones, a lower share takes words of the next turn."""

MAX_RIVAL_SHARE = 0.5
"""Highest similarity of the second-best voice, as a share of the best voice's. Above it the match
is ambiguous and the sound decides as for any other word. A lower limit misses backchannels, a
higher one takes the "Hi," of the next turn."""


@dataclass(frozen=True, slots=True)
class Backchannel:
    """A backchannel of words `first` to `last` (indices, both inclusive).

    `voice` is the voice with the matching segment; None if only the reference shows that the words
    are a turn.
    """

    first: int
    last: int
    voice: str | None


def find_backchannels(
    words: Sequence[Word],
    segments: Sequence[SpeakerSegment],
    breaks: frozenset[int],
    language: Language,
) -> tuple[Backchannel, ...]:
    """Find backchannel phrases that coincide with a short segment of some voice.

    A phrase that is a turn of its own in the reference needs no such segment, because diarizers
    miss half of all speech of 0.3 s. `breaks` are the indices of words that begin a turn of the
    reference.
    """
    short = Timeline(s for s in segments if s.span.duration <= MAX_SEGMENT_SECONDS)
    backchannels = []
    for first, last in _find_backchannel_phrases(words, breaks, language):
        voice = _find_best_matching_voice(Span(words[first].start, words[last].end), short)
        if voice or {first, last + 1} <= breaks | {0, len(words)}:
            backchannels.append(Backchannel(first, last, voice))
    return tuple(backchannels)


def _find_backchannel_phrases(
    words: Sequence[Word], breaks: frozenset[int], language: Language
) -> Iterator[tuple[int, int]]:
    """Yield (first, last) for each run of backchannel words; a break ends a run."""
    turn = 0
    keys = []
    for i, is_backchannel in enumerate(flag_backchannels([word.text for word in words], language)):
        turn += i in breaks
        keys.append((is_backchannel, turn))
    for (is_backchannel, _), run in groupby(range(len(words)), key=keys.__getitem__):
        if is_backchannel:
            indices = list(run)
            yield indices[0], indices[-1]


def _find_best_matching_voice(phrase: Span, segments: Timeline) -> str | None:
    """Find the voice whose short segment matches a phrase best.

    Returns None unless this segment matches clearly better than those of all other voices.
    """
    similarity: dict[str, float] = {}
    for s in segments.find_overlapping(phrase):
        if s.span.overlap(phrase) >= MIN_OVERLAP_SHARE * min(s.span.duration, phrase.duration):
            similarity[s.voice] = max(
                similarity.get(s.voice, 0.0), _jaccard_similarity(s.span, phrase)
            )
    ranked = sorted(similarity, key=lambda voice: -similarity[voice])
    if not ranked:
        return None
    if ranked[1:] and similarity[ranked[1]] > MAX_RIVAL_SHARE * similarity[ranked[0]]:
        return None
    return ranked[0]


def _jaccard_similarity(first_span: Span, second_span: Span) -> float:
    """Compute the Jaccard index of two spans: their intersection divided by their union."""
    common = first_span.overlap(second_span)
    return common / max(first_span.duration + second_span.duration - common, 1e-9)
