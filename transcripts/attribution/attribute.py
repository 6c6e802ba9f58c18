"""Attribute each word to the voice that spoke it.

The words are a chain whose hidden state is the voice. The sound says which voices are heard during
a word; punctuation, pauses and the archive's own text say where a change of voice is likely. Word
times and the edges of voices are each off by a tenth of a second or so, which matters at the first
and last words of a turn: there the two witnesses decide together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from transcripts.attribution.backchannels import Backchannel, find_backchannels
from transcripts.attribution.breaks import break_probabilities, report_break_changes
from transcripts.attribution.chain import most_likely_path, state_posteriors
from transcripts.attribution.scores import emission_scores, transition_probabilities
from transcripts.attribution.timeline import Timeline
from transcripts.languages.language import Language
from transcripts.text_change import TextChange
from transcripts.transcript import Diarization, Span, SpeakerSegment, Turn, Word

MAX_SILENCE_SECONDS = 3.0
"""Seconds without a word of its own that end a turn although the voice stays: a turn's span claims
that its voice speaks there, and music or a clip may lie between. Less cuts thoughtful speakers."""

MIN_OVERLAP_SECONDS = 0.2
"""Seconds that two voices must be heard at once for their turns to overlap: the edges of voices are
off by up to 0.15 s, so less calls every quick answer an interruption."""

MAX_OVERLAP_REACH_SECONDS = 1.0
"""Seconds by which a turn may reach beyond its words where voices overlap: the recogniser writes
one of two voices, so words of the other may be missing there, but not a whole sentence."""

Run = tuple[int, ...]
"""Indices of the words of one turn."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Turns in order of start, and where the archive's own breaks were wrong about them.

    `runs` has, for each turn, which of the attributed words are its own.
    """

    turns: tuple[Turn, ...] = ()
    runs: tuple[Run, ...] = ()
    changes: tuple[TextChange, ...] = ()


def attribute(
    words: Sequence[Word],
    voices: Diarization,
    language: Language,
    breaks: frozenset[int] = frozenset(),
    relabelled_breaks: frozenset[int] = frozenset(),
) -> Attribution:
    """Make turns of words, each word in exactly one.

    `breaks` are indices of words that begin a turn of the archive's own text: a strong witness, not
    an infallible one; at those that are `told` it names another speaker. A turn's confidence is
    the mean probability of its voice over its words; it is 0 where no voice was heard at all and
    all words go to one. `speaker` stays empty.
    """
    if not words:
        return Attribution()
    names = _voice_names(voices)
    found = find_backchannels(words, voices.segments, breaks, language)
    sound, text = (
        emission_scores(words, voices, names, found),
        transition_probabilities(words, breaks, found, language),
    )
    path = most_likely_path(sound, text)
    share, changed = state_posteriors(sound, text)
    sure = share[np.arange(len(words)), path]
    if not voices.segments:
        sure = np.zeros(len(words))
    spoken_by = [names[state] for state in path]
    heard = Timeline(voices.segments)
    kept = break_probabilities(words, breaks, spoken_by, language, relabelled_breaks)
    runs = _rejoin(_runs(words, spoken_by, kept), words, spoken_by, heard, breaks, found)
    turns = [
        _turn([words[i] for i in run], spoken_by[run[0]], float(sure[list(run)].mean()))
        for run in runs
    ]
    numbered, ordered = _numbered(_with_overlaps(turns, heard), runs)
    changes = report_break_changes(words, numbered, ordered, kept, changed.tolist())
    return Attribution(numbered, ordered, tuple(changes))


def _voice_names(voices: Diarization) -> list[str]:
    """List the voices in order of first appearance; V1 if none was heard."""
    by_start = sorted(voices.segments, key=lambda s: s.start)
    return list(dict.fromkeys(s.voice for s in by_start)) or ["V1"]


def _runs(words: Sequence[Word], spoken_by: Sequence[str], kept: Mapping[int, float]) -> list[Run]:
    """Cut the words where the voice changes, after long silence and at the archive's own breaks.

    Where one voice goes on, a break may be no more than a paragraph: it must be likelier than that.
    """
    starts = [0]
    for i in range(1, len(words)):
        told = kept.get(i, 0.0) >= 0.5
        silent = words[i].start - words[i - 1].end >= MAX_SILENCE_SECONDS
        if spoken_by[i] != spoken_by[i - 1] or told or silent:
            starts.append(i)
    return [tuple(range(a, b)) for a, b in pairwise([*starts, len(words)])]


def _rejoin(
    runs: Sequence[Run],
    words: Sequence[Word],
    spoken_by: Sequence[str],
    voices: Timeline,
    breaks: frozenset[int],
    found: Iterable[Backchannel],
) -> list[Run]:
    """Make one turn of the two halves around an aside, where their voice is heard through it.

    Where it fell silent for the aside, or the archive's text begins a turn after it, it stays two.
    """
    listened = {i for aside in found for i in range(aside.first, aside.last + 1)}
    joined: list[Run] = []
    for run in runs:
        host = joined[-2] if len(joined) > 1 else ()
        aside = joined[-1] if joined else ()
        if (
            host
            and listened.issuperset(aside)
            and run[0] not in breaks
            and spoken_by[host[0]] == spoken_by[run[0]] != spoken_by[aside[0]]
            and _is_voice_continuous(
                Span(words[aside[0]].start, words[run[0]].start), spoken_by[run[0]], voices
            )
        ):
            joined[-2:] = [host + run, aside]
        else:
            joined.append(run)
    return joined


def _is_voice_continuous(span: Span, voice: str, voices: Timeline) -> bool:
    """Whether a voice is heard for at least half of a span."""
    heard = sum(s.span.overlap(span) for s in voices.overlapping(span, voice))
    return heard >= span.duration / 2


def _turn(words: Sequence[Word], voice: str, confidence: float) -> Turn:
    return Turn(
        id="",
        speaker="",
        voice=voice,
        start=min(w.start for w in words),
        end=max(w.end for w in words),
        text=" ".join(w.text for w in words),
        confidence=confidence,
        words=tuple(words),
    )


def _with_overlaps(turns: Sequence[Turn], voices: Timeline) -> list[Turn]:
    """Let neighbouring turns overlap where both their voices are heard at once.

    Words come one after the other from the recogniser, so their times alone never overlap.
    """
    turns = list(turns)
    for i, (before, after) in enumerate(pairwise(turns)):
        both = _overlap_at_change(before, after, voices)
        if both and before.start < both.start:
            turns[i] = replace(turns[i], end=max(turns[i].end, both.end))
            turns[i + 1] = replace(after, start=min(after.start, both.start))
    return turns


def _overlap_at_change(before: Turn, after: Turn, voices: Timeline) -> Span | None:
    """Find the span around the change of two turns in which both voices are heard."""
    change = Span(
        before.words[-1].end - MAX_OVERLAP_REACH_SECONDS,
        after.words[0].start + MAX_OVERLAP_REACH_SECONDS,
    )
    first = _segment_of_word(before.words[-1], before.voice, voices)
    second = _segment_of_word(after.words[0], after.voice, voices)
    if before.voice == after.voice or first is None or second is None:
        return None
    both = Span(
        max(first.start, second.start, change.start), min(first.end, second.end, change.end)
    )
    return both if both.duration >= MIN_OVERLAP_SECONDS else None


def _segment_of_word(word: Word, voice: str, voices: Timeline) -> SpeakerSegment | None:
    """Find the stretch of a voice that overlaps a word most; None if none does."""
    return max(
        voices.overlapping(word.span, voice), key=lambda s: s.span.overlap(word.span), default=None
    )


def _numbered(
    turns: Sequence[Turn], runs: Sequence[Run]
) -> tuple[tuple[Turn, ...], tuple[Run, ...]]:
    """Put turns and their runs in order of start, give them ids, and note which turns overlap."""
    order = sorted(range(len(turns)), key=lambda n: (turns[n].start, turns[n].end))
    ordered = [replace(turns[n], id=f"T{number}") for number, n in enumerate(order, start=1)]
    overlaps: dict[str, list[str]] = {turn.id: [] for turn in ordered}
    for i, turn in enumerate(ordered):
        for other in ordered[i + 1 :]:
            if other.start >= turn.end:
                break
            overlaps[turn.id].append(other.id)
            overlaps[other.id].append(turn.id)
    crossed = tuple(replace(turn, overlaps=tuple(overlaps[turn.id])) for turn in ordered)
    return crossed, tuple(runs[n] for n in order)
