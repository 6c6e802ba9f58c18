"""Find asides: the "Right.", "Mm-hmm." and "Yeah, exactly." of one who listens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from transcripts.attribution.timeline import Timeline
from transcripts.languages.language import Language
from transcripts.text.backchannel_words import flag_backchannels
from transcripts.transcript import Span, SpeakerSegment, Word

MAX_SEGMENT_SECONDS = 1.5
"""Seconds that a stretch may last to be an aside: three words take less. With more, short answers
count as asides, and an ordinary "yeah" beside one is given away."""

MIN_OVERLAP_SHARE = 0.5
"""Share of the shorter of phrase and stretch that both must have in common to be the same aside.
Edges and word times are off by up to 0.15 s, asides last 0.3 s: more loses real ones, less takes
what the neighbour says."""

MAX_RIVAL_SHARE = 0.5
"""How alike to the phrase another voice's short stretch may be, as a share of the best: beyond it
the sound decides as for any word. Less gives asides up, more takes the "Hi," of the next turn."""


@dataclass(frozen=True, slots=True)
class Backchannel:
    """Words `first` to `last` (indices, both included).

    `voice` is who says them by the sound; None where only the archive's text makes them a turn.
    """

    first: int
    last: int
    voice: str | None


def find_backchannels(
    words: Sequence[Word],
    stretches: Sequence[SpeakerSegment],
    breaks: frozenset[int],
    language: Language,
) -> tuple[Backchannel, ...]:
    """Find listeners' phrases that fall together with a short stretch of some voice.

    A phrase that is a turn of its own in the archive's text is an aside without such a stretch
    too: a diarizer misses half of all speech of 0.3 s.
    """
    short = Timeline(s for s in stretches if s.span.duration <= MAX_SEGMENT_SECONDS)
    found = []
    for first, last in _phrases(words, breaks, language):
        voice = _best_matching_voice(Span(words[first].start, words[last].end), short)
        if voice or {first, last + 1} <= breaks | {0, len(words)}:
            found.append(Backchannel(first, last, voice))
    return tuple(found)


def _phrases(
    words: Sequence[Word], breaks: frozenset[int], language: Language
) -> Iterator[tuple[int, int]]:
    """Yield the first and last word of each run of backchannel words; a break ends a run."""
    turns = 0
    keys = []
    for i, said in enumerate(flag_backchannels([word.text for word in words], language)):
        turns += i in breaks
        keys.append((said, turns))
    for (said, _), run in groupby(range(len(words)), key=keys.__getitem__):
        if said:
            places = list(run)
            yield places[0], places[-1]


def _best_matching_voice(phrase: Span, short: Timeline) -> str | None:
    """Find the voice whose short stretch matches a phrase clearly better than any other voice's."""
    alike: dict[str, float] = {}
    for s in short.overlapping(phrase):
        if s.span.overlap(phrase) >= MIN_OVERLAP_SHARE * min(s.span.duration, phrase.duration):
            alike[s.voice] = max(alike.get(s.voice, 0.0), _jaccard(s.span, phrase))
    ranked = sorted(alike, key=lambda voice: -alike[voice])
    if not ranked or (ranked[1:] and alike[ranked[1]] > MAX_RIVAL_SHARE * alike[ranked[0]]):
        return None
    return ranked[0]


def _jaccard(one: Span, other: Span) -> float:
    """Divide the intersection of two spans by their union."""
    common = one.overlap(other)
    return common / max(one.duration + other.duration - common, 1e-9)
