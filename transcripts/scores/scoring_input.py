"""Define what is scored for one recording: words, speakers and times.

Every format that can be scored is read into `ScoringInput`. What a format lacks stays empty (RTTM
has no words, CTM no speakers), and this determines which measures can be computed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from transcripts.languages.table import language_of
from transcripts.source_transcript import SourceTranscript, SourceTurn
from transcripts.transcript import Span, SpeakerSegment, Transcript, Word

PAUSE = 0.25
"""Seconds of silence within one voice that end a segment: the convention of NIST's rich
transcription references and of transcript.rttm. A larger value counts pauses as speech.
"""


@dataclass(frozen=True, slots=True)
class SpeakerInfo:
    """The name and role of a speaker label, if the source has them."""

    name: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """Consecutive words of one speaker.

    If `has_word_times` is false, all words have the utterance's span.
    """

    speaker: str
    span: Span | None
    words: tuple[Word, ...]
    has_word_times: bool = False


@dataclass(frozen=True, slots=True)
class ScoringInput:
    """A hypothesis or a truth for one recording.

    `segments` are speaker segments with the same speaker labels as the utterances; the keys of
    `people` are these labels. `language` is a code, or None if the source does not state it. Time
    within `ignored` is not scored in either input.
    """

    recording: str
    utterances: tuple[Utterance, ...] = ()
    segments: tuple[SpeakerSegment, ...] = ()
    people: Mapping[str, SpeakerInfo] = field(default_factory=dict)
    language: str | None = None
    ignored: tuple[Span, ...] = ()

    @property
    def has_words(self) -> bool:
        """Check whether there are any words."""
        return any(u.words for u in self.utterances)

    @property
    def has_speakers(self) -> bool:
        """Check whether every word has a speaker."""
        return self.has_words and all(u.speaker for u in self.utterances)

    @property
    def has_word_times(self) -> bool:
        """Check whether every word has its own time."""
        return self.has_words and all(u.has_word_times for u in self.utterances if u.words)


def without_ignored(item: ScoringInput, ignored: Sequence[Span]) -> ScoringInput:
    """Remove the words whose middle is in ignored time, and the segments within it.

    Words without times of their own have the time of their utterance. Words of an utterance without
    a time are kept.
    """
    if not ignored:
        return item
    return replace(
        item,
        utterances=tuple(
            replace(u, words=tuple(w for w in u.words if not _is_within(w.span, ignored)))
            if u.has_word_times or u.span
            else u
            for u in item.utterances
        ),
        segments=tuple(part for s in item.segments for part in _keep_part_outside(s, ignored)),
    )


def _is_within(span: Span, ignored: Sequence[Span]) -> bool:
    middle = (span.start + span.end) / 2
    return any(each.start <= middle < each.end for each in ignored)


def _keep_part_outside(segment: SpeakerSegment, ignored: Sequence[Span]) -> list[SpeakerSegment]:
    parts = [(segment.start, segment.end)]
    for span in ignored:
        cut = [((start, min(end, span.start)), (max(start, span.end), end)) for start, end in parts]
        parts = [part for pair in cut for part in pair if part[0] < part[1]]
    return [replace(segment, start=start, end=end) for start, end in parts]


def untimed_utterance(speaker: str, span: Span | None, text: str) -> Utterance:
    """Build an utterance from a text whose words have no times of their own."""
    at = span or Span(0.0, 0.0)
    return Utterance(speaker, span, tuple(Word(w, at.start, at.end) for w in text.split()))


def from_utterances(
    recording: str, utterances: Sequence[Utterance], people: Mapping[str, SpeakerInfo] | None = None
) -> ScoringInput:
    """Build a scoring input from utterances; without `people`, labels are read as names."""
    segments = tuple(
        SpeakerSegment(u.speaker, u.span.start, u.span.end)
        for u in utterances
        if u.span and u.speaker and not u.has_word_times
    )
    if people is None:
        people = {
            u.speaker: SpeakerInfo(name_from_label(u.speaker)) for u in utterances if u.speaker
        }
    return ScoringInput(
        recording, tuple(utterances), segments + _build_segments_from_words(utterances), people
    )


def from_transcript(transcript: Transcript) -> ScoringInput:
    """Build a scoring input from a transcript.

    The labels are speaker ids, the segments those of the diarization.
    """
    utterances = tuple(
        Utterance(t.speaker, t.span, t.words, has_word_times=True) for t in transcript.turns
    )
    return ScoringInput(
        recording=file_id(transcript.recording.file),
        utterances=utterances,
        segments=_collect_diarized_segments(transcript) or _build_segments_from_words(utterances),
        people={s.id: SpeakerInfo(s.name, s.role) for s in transcript.speakers},
        language=language_of(transcript).code,
    )


def from_source(source: SourceTranscript, file: str) -> ScoringInput:
    """Build a scoring input from a source transcript.

    A turn without a label has the label of the previous turn. Words have times only if the source
    has the start and end of every word of the turn.
    """
    utterances: list[Utterance] = []
    label = ""
    for turn in source.turns:
        label = turn.label or label
        if turn.words:
            utterances.append(_build_source_utterance(turn, label))
    return from_utterances(file_id(file), utterances)


def _build_source_utterance(turn: SourceTurn, label: str) -> Utterance:
    words = tuple(
        Word(word.text, word.start, word.end)
        for word in turn.words
        if word.start is not None and word.end is not None
    )
    if len(words) == len(turn.words):
        return Utterance(label, Span(words[0].start, words[-1].end), words, has_word_times=True)
    known = turn.start is not None and turn.end is not None and turn.start <= turn.end
    span = Span(turn.start or 0.0, turn.end or 0.0) if known else None
    return untimed_utterance(label, span, turn.text)


def file_id(file: str) -> str:
    """Return the recording id for line-based formats: the file name without suffix and spaces."""
    return "_".join(file.rpartition(".")[0].split()) or "recording"


def name_from_label(label: str) -> str | None:
    """Read a name from a speaker label ("David_Greene"); None if the label has a digit (spk1)."""
    name = label.replace("_", " ").strip()
    return name if len(name) > 1 and not any(c.isdigit() for c in name) else None


def _collect_diarized_segments(transcript: Transcript) -> tuple[SpeakerSegment, ...]:
    """Return the speaker segments, each labelled with the speaker of its voice."""
    owner = {voice: s.id for s in transcript.speakers for voice in s.voices}
    return tuple(
        SpeakerSegment(owner.get(s.voice, s.voice), s.start, s.end) for s in transcript.voices
    )


def _build_segments_from_words(utterances: Sequence[Utterance]) -> tuple[SpeakerSegment, ...]:
    """Build speaker segments from word times; pauses separate segments."""
    words = sorted(
        (u.speaker, w.start, w.end)
        for u in utterances
        if u.has_word_times and u.speaker
        for w in u.words
    )
    return tuple(
        SpeakerSegment(speaker, *edge)
        for speaker, rows in groupby(words, key=lambda row: row[0])
        for edge in _merge_at_pauses([(start, end) for _, start, end in rows])
    )


def _merge_at_pauses(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Join spans (in order of start) between which the pause is short."""
    joined: list[tuple[float, float]] = []
    for start, end in spans:
        if joined and start - joined[-1][1] < PAUSE:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
