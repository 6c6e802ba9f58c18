"""Make a transcript from one that somebody else made, without processing the audio."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from transcripts.agreement import Scores
from transcripts.errors import UserError
from transcripts.provenance import Provenance
from transcripts.realignment.reference_marks import UNSURE_CONFIDENCE
from transcripts.scores.scoring_input import name_from_label
from transcripts.sound_events import SoundEvent, event_name
from transcripts.source_transcript import (
    EVENT_MARKS,
    UNSURE,
    Mark,
    SourceTranscript,
    SourceTurn,
    SourceWord,
)
from transcripts.transcript import Recording, Speaker, SpeakerSegment, Transcript, Turn, Word

_SECONDS_PER_WORD = 0.33
"""Assumed seconds per word where no time is known: 180 words a minute."""

_MAX_TURN_SECONDS = 60.0
"""Seconds after which a turn is divided at the next end of a sentence."""

_MAX_SECONDS_AFTER_END = 0.05
"""Largest share of words with times after the end of the recording, whose end may have been
trimmed.
"""


@dataclass(frozen=True, slots=True)
class _Passage:
    label: str | None
    words: tuple[Word, ...]
    marks: tuple[Mark, ...] = ()
    confidence: float = 1.0


def adopt(source: SourceTranscript, recording: Recording, provenance: Provenance) -> Transcript:
    """Build a transcript from the turns, labels and times of a source; no word is changed.

    Words between two known times are spread evenly, in proportion to their length. Without a
    recording, the duration is the end of the last word. If there are no times either, words get
    estimated times, which only preserve their order, and the duration is 0.

    Raises UserError if there is a recording and the source has no times, or if its times are beyond
    the end of the recording.
    """
    if recording.has_sound and not source.is_timed:
        raise UserError(
            "the transcript has no times, so it cannot be adopted with a recording: process the "
            "recording with --transcript, or adopt the transcript alone"
        )
    timed = list(_estimate_turn_times(source))
    passages = [part for turn in timed for part in _split_long_turn(turn)]
    words = [word for passage in passages for word in passage.words]
    end = recording.duration
    if not recording.has_sound:
        end = max(word.end for word in words)
        recording = replace(recording, duration=end if recording.has_times else 0.0)
    late = sum(word.start > end for word in words)
    if late > _MAX_SECONDS_AFTER_END * len(words):
        raise UserError(
            f"{late} of its {len(words)} words are timed after the end of {recording.file} "
            f"({recording.duration:.0f} s): use the recording that it belongs to"
        )
    speakers = _build_speakers(passages)
    turns = _build_turns(passages, speakers, end)
    left = [m.text for t in source.turns for m in t.marks if m.kind == "note"]
    notice = (f"{len(left)} marks such as {left[0]!r} are in the source only",) if left else ()
    return Transcript(
        recording=recording,
        speakers=tuple(speakers.values()),
        turns=turns,
        corrections=(),
        unspoken=(),
        unwritten=(),
        scores=Scores(None, None, len(words), 0),
        provenance=replace(provenance, notices=(*provenance.notices, *notice)),
        voices=tuple(
            SpeakerSegment(t.voice, t.start, t.end)
            for t in turns
            if t.end > t.start and recording.has_times
        ),
        events=tuple(_collect_sound_events(source, timed, end)),
    )


def _collect_sound_events(
    source: SourceTranscript, timed_turns: Sequence[_Passage], duration: float
) -> Iterator[SoundEvent]:
    """Yield the sounds that the source notes in brackets.

    A sound within a turn lasts from the word before it to the word after it. A sound in a passage
    of its own has the time of the passage, or no duration if that time is unknown.
    """
    passages = iter(timed_turns)
    # The duration of a sound after the last word is unknown.
    following = iter([p.words[0].start for p in timed_turns[1:]] + [0.0])
    at = 0.0
    for turn in source.turns:
        heard = [mark for mark in turn.marks if mark.kind in EVENT_MARKS]
        if not turn.words:
            start = at if turn.start is None else turn.start
            spans = [(start, start if turn.end is None else turn.end) for _ in heard]
        else:
            words, later = next(passages).words, next(following)
            at = max(word.end for word in words)
            spans = [_span_of_mark(mark, words, later) for mark in heard]
        for mark, (start, end) in zip(heard, spans, strict=True):
            start = min(start, duration)
            end = min(max(start, end), duration)
            yield SoundEvent(event_name(mark.text), start, end, "reference")


def _span_of_mark(mark: Mark, words: Sequence[Word], later: float) -> tuple[float, float]:
    """Return the time between the words before and after a mark.

    `later` is the start of the next turn.
    """
    ends = [word.end for word in words[: mark.word_index]]
    starts = [word.start for word in words[mark.word_index :]]
    start = ends[-1] if ends else words[0].start
    return start, starts[0] if starts else later if mark.word_index else start


def _estimate_turn_times(source: SourceTranscript) -> Iterator[_Passage]:
    """Yield the turns, with a time for each word.

    A turn without a label gets the label of the previous turn.
    """
    label: str | None = None
    at = 0.0
    spoken = [turn for turn in source.turns if turn.words]
    for turn, after in zip(spoken, [*spoken[1:], None], strict=True):
        label = turn.label or label
        words = tuple(_estimate_word_times(turn, at, after.start if after else None))
        at = max(word.end for word in words)
        unsure = {mark.word_index for mark in turn.marks if mark.kind == UNSURE}
        doubted = (
            replace(word, confidence=UNSURE_CONFIDENCE) if n in unsure else word
            for n, word in enumerate(words)
        )
        yield _Passage(label, tuple(doubted), turn.marks, turn.confidence)


def _estimate_word_times(
    turn: SourceTurn, previous_end: float, next_start: float | None
) -> Iterator[Word]:
    """Yield the words of a turn with known or estimated times.

    `previous_end` is the end of the previous turn, `next_start` the start of the next turn.
    """
    start = turn.words[0].start
    previous_end = previous_end if start is None else start
    for group, following in _group_words_between_times(turn.words):
        begin = group[0].start if group[0].start is not None else previous_end
        usual = begin + _SECONDS_PER_WORD * len(group)
        end = group[-1].end
        if end is None:
            end = following if following is not None else next_start
            end = usual if end is None or end < begin else min(end, usual)
        end = max(begin, end)
        yield from _spread_words(group, begin, end)
        previous_end = end


def _group_words_between_times(
    words: Sequence[SourceWord],
) -> Iterator[tuple[Sequence[SourceWord], float | None]]:
    """Yield runs of words between two known times, each with the start of the following word."""
    first = 0
    for n in range(1, len(words) + 1):
        last = n == len(words)
        if last or words[n].start is not None or words[n - 1].end is not None:
            yield words[first:n], None if last else words[n].start
            first = n


def _spread_words(words: Sequence[SourceWord], start: float, end: float) -> Iterator[Word]:
    """Divide a span among words in proportion to their letters."""
    letters = [len(word.text) + 1 for word in words]
    each, at = (end - start) / sum(letters), start
    for word, length in zip(words, letters, strict=True):
        until = at + each * length
        yield Word(word.text, round(at, 3), round(until, 3), origin="reference")
        at = until


def _split_long_turn(passage: _Passage) -> Iterator[_Passage]:
    """Divide a long turn at ends of sentences."""
    words: list[Word] = []
    for word in passage.words:
        words.append(word)
        ends = word.text.rstrip("\"'”’)]").endswith((".", "?", "!", "…"))
        if ends and word.end - words[0].start >= _MAX_TURN_SECONDS:
            yield replace(passage, words=tuple(words))
            words = []
    if words:
        yield replace(passage, words=tuple(words))


def _build_speakers(passages: Sequence[_Passage]) -> dict[str | None, Speaker]:
    """Build a speaker for each label; labels such as "Speaker 1" or "SPEAKER_00" give no name."""
    labels = dict.fromkeys(passage.label for passage in passages)
    return {
        label: Speaker(
            f"S{n}",
            (f"V{n}",),
            name_from_label(label) if label else None,
            None,
            float(label is not None),
        )
        for n, label in enumerate(labels, start=1)
    }


def _build_turns(
    passages: Sequence[_Passage], speakers: dict[str | None, Speaker], duration: float
) -> tuple[Turn, ...]:
    ordered = sorted(passages, key=lambda passage: passage.words[0].start)
    turns: list[Turn] = []
    for n, passage in enumerate(ordered, start=1):
        speaker = speakers[passage.label]
        words = tuple(_clip_to_duration(word, duration) for word in passage.words)
        text = " ".join(word.text for word in words)
        end = max(word.end for word in words)
        turn = Turn(
            f"T{n}",
            speaker.id,
            speaker.voices[0],
            words[0].start,
            end,
            text,
            passage.confidence,
            words,
        )
        turns.append(turn)
    return tuple(
        replace(t, overlaps=_find_overlapping_turns(n, turns)) for n, t in enumerate(turns)
    )


def _clip_to_duration(word: Word, duration: float) -> Word:
    start = min(word.start, duration)
    return replace(word, start=start, end=min(max(word.end, start), duration))


_NEIGHBOURS = 8
"""Number of turns before and after a turn that are checked for overlaps with it."""


def _find_overlapping_turns(number: int, turns: Sequence[Turn]) -> tuple[str, ...]:
    turn = turns[number]
    near = turns[max(0, number - _NEIGHBOURS) : number + _NEIGHBOURS + 1]
    return tuple(t.id for t in near if t is not turn and t.span.overlap(turn.span) > 0)
