"""Attribute each word to the voice that spoke it.

The words form a hidden Markov model whose state is the voice. The emission scores come from the
diarization: which voices are active during a word. The transition probabilities come from
punctuation, pauses and the turns of the reference. Word times and segment boundaries are both off
by about a tenth of a second, so the start and end of a turn can be located only with both kinds of
scores.
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
"""Seconds without words that end a turn although the voice stays the same: music or a clip may lie
in between, and a turn's span must not claim that time. A lower limit cuts slow speakers."""

MIN_OVERLAP_SECONDS = 0.2
"""Least seconds of simultaneous speech that make two turns overlap. Segment boundaries are off by
up to 0.15 s, so a lower limit treats every quick answer as an interruption."""

MAX_OVERLAP_REACH_SECONDS = 1.0
"""Where voices overlap, a turn may extend beyond its words by this many seconds. The recognizer
writes only one of two voices, so a few words of the other may be missing, but not a sentence."""

Run = tuple[int, ...]
"""Indices of the words of one turn."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Turns in order of start, and the places where they differ from the reference's turn breaks.

    `word_indices` has, for each turn, the indices of its words in the sequence that was attributed.
    """

    turns: tuple[Turn, ...] = ()
    word_indices: tuple[Run, ...] = ()
    break_changes: tuple[TextChange, ...] = ()

    def with_texts(self, texts: Sequence[str]) -> Attribution:
        """Return the turns with other texts of the words, one for each word of the sequence."""
        turns = []
        for turn, run in zip(self.turns, self.word_indices, strict=True):
            words = tuple(replace(w, text=texts[i]) for w, i in zip(turn.words, run, strict=True))
            turns.append(replace(turn, words=words, text=" ".join(w.text for w in words)))
        return replace(self, turns=tuple(turns))

    @property
    def voices(self) -> tuple[str, ...]:
        """Return the voice of each word of the sequence."""
        runs = zip(self.turns, self.word_indices, strict=True)
        found = {i: turn.voice for turn, run in runs for i in run}
        return tuple(found[i] for i in range(len(found)))


def attribute(
    words: Sequence[Word],
    diarization: Diarization,
    language: Language,
    breaks: frozenset[int] = frozenset(),
    relabelled_breaks: frozenset[int] = frozenset(),
) -> Attribution:
    """Group words into turns; each word belongs to exactly one turn.

    `breaks` are the indices of words that begin a turn of the reference; they are strong but not
    infallible evidence of a new turn. At `relabelled_breaks`, the speaker label changes, too. A
    turn's confidence is the mean posterior probability of its voice over its words. If the
    diarization found no voice at all, all words go to one voice with confidence 0. `Turn.speaker`
    is left empty.
    """
    if not words:
        return Attribution()
    voices = _list_voice_names(diarization)
    backchannels = find_backchannels(words, diarization.segments, breaks, language)
    emissions, changes = (
        emission_scores(words, diarization, voices, backchannels),
        transition_probabilities(words, breaks, backchannels, language),
    )
    path = most_likely_path(emissions, changes)
    posteriors, changed = state_posteriors(emissions, changes)
    confidence = posteriors[np.arange(len(words)), path]
    if not diarization.segments:
        confidence = np.zeros(len(words))
    voice_of_word = [voices[state] for state in path]
    timeline = Timeline(diarization.segments)
    probabilities = break_probabilities(words, breaks, voice_of_word, language, relabelled_breaks)
    runs = _rejoin_around_backchannels(
        _cut_into_runs(words, voice_of_word, probabilities),
        words,
        voice_of_word,
        timeline,
        breaks,
        backchannels,
    )
    turns = [
        _build_turn(
            [words[i] for i in run], voice_of_word[run[0]], float(confidence[list(run)].mean())
        )
        for run in runs
    ]
    numbered, ordered = _number_turns(_extend_over_overlaps(turns, timeline), runs)
    break_changes = report_break_changes(words, numbered, ordered, probabilities, changed.tolist())
    return Attribution(numbered, ordered, tuple(break_changes))


def _list_voice_names(diarization: Diarization) -> list[str]:
    """List the voices in order of first appearance; if nothing was heard, the only voice is V1."""
    by_start = sorted(diarization.segments, key=lambda s: s.start)
    return list(dict.fromkeys(s.voice for s in by_start)) or ["V1"]


def _cut_into_runs(
    words: Sequence[Word], voice_of_word: Sequence[str], probabilities: Mapping[int, float]
) -> list[Run]:
    """Cut the words where the voice changes, after a long silence, and at the reference's breaks.

    If the voice stays the same, a break is used only if it is more likely a new turn than a mere
    paragraph.
    """
    starts = [0]
    for i in range(1, len(words)):
        is_break = probabilities.get(i, 0.0) >= 0.5
        silent = words[i].start - words[i - 1].end >= MAX_SILENCE_SECONDS
        if voice_of_word[i] != voice_of_word[i - 1] or is_break or silent:
            starts.append(i)
    return [tuple(range(a, b)) for a, b in pairwise([*starts, len(words)])]


def _rejoin_around_backchannels(
    runs: Sequence[Run],
    words: Sequence[Word],
    voice_of_word: Sequence[str],
    timeline: Timeline,
    breaks: frozenset[int],
    backchannels: Iterable[Backchannel],
) -> list[Run]:
    """Join the two halves of a turn around a backchannel if their voice continues throughout it.

    They stay separate if the voice pauses for the backchannel, or if the reference begins a turn
    after it.
    """
    replies = {i for b in backchannels for i in range(b.first, b.last + 1)}
    joined: list[Run] = []
    for run in runs:
        host = joined[-2] if len(joined) > 1 else ()
        reply = joined[-1] if joined else ()
        if (
            host
            and replies.issuperset(reply)
            and run[0] not in breaks
            and voice_of_word[host[0]] == voice_of_word[run[0]] != voice_of_word[reply[0]]
            and _is_voice_continuous(
                Span(words[reply[0]].start, words[run[0]].start), voice_of_word[run[0]], timeline
            )
        ):
            joined[-2:] = [host + run, reply]
        else:
            joined.append(run)
    return joined


def _is_voice_continuous(span: Span, voice: str, timeline: Timeline) -> bool:
    """Check whether a voice is active for at least half of a span."""
    active_seconds = sum(s.span.overlap(span) for s in timeline.find_overlapping(span, voice))
    return active_seconds >= span.duration / 2


def _build_turn(words: Sequence[Word], voice: str, confidence: float) -> Turn:
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


def _extend_over_overlaps(turns: Sequence[Turn], timeline: Timeline) -> list[Turn]:
    """Extend neighboring turns over the time in which both of their voices are active.

    The recognizer returns words one after another, so turns made from word times never overlap.
    """
    turns = list(turns)
    for i, (before, after) in enumerate(pairwise(turns)):
        both = _overlap_at_turn_change(before, after, timeline)
        if both and before.start < both.start:
            turns[i] = replace(turns[i], end=max(turns[i].end, both.end))
            turns[i + 1] = replace(after, start=min(after.start, both.start))
    return turns


def _overlap_at_turn_change(
    previous_turn: Turn, next_turn: Turn, timeline: Timeline
) -> Span | None:
    """Find the span around a change of turn in which both voices are active."""
    change = Span(
        previous_turn.words[-1].end - MAX_OVERLAP_REACH_SECONDS,
        next_turn.words[0].start + MAX_OVERLAP_REACH_SECONDS,
    )
    first = _find_segment_of_word(previous_turn.words[-1], previous_turn.voice, timeline)
    second = _find_segment_of_word(next_turn.words[0], next_turn.voice, timeline)
    if previous_turn.voice == next_turn.voice or first is None or second is None:
        return None
    both = Span(
        max(first.start, second.start, change.start), min(first.end, second.end, change.end)
    )
    return both if both.duration >= MIN_OVERLAP_SECONDS else None


def _find_segment_of_word(word: Word, voice: str, timeline: Timeline) -> SpeakerSegment | None:
    """Find the segment of a voice that overlaps a word most; None if no segment overlaps it."""
    return max(
        timeline.find_overlapping(word.span, voice),
        key=lambda s: s.span.overlap(word.span),
        default=None,
    )


def _number_turns(
    turns: Sequence[Turn], runs: Sequence[Run]
) -> tuple[tuple[Turn, ...], tuple[Run, ...]]:
    """Sort turns, with their runs, by start; number the turns; record which turns overlap."""
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
