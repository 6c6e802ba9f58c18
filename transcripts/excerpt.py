"""Cut an excerpt out of a transcript at word boundaries, with its quote and citation."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from transcripts.errors import UserError
from transcripts.formats.clock import clock
from transcripts.formats.provenance import title
from transcripts.transcript import Span, SpeakerSegment, Transcript, Turn, Word
from transcripts.withheld import MARK

_TIME = r"(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,6}(?:[.,]\d{1,3})?)"
_SPAN = re.compile(rf"\s*{_TIME}\s*[-–]\s*{_TIME}\s*")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """An excerpt of a recording: its span, transcript, quote and citation.

    `span` is in seconds of the whole recording; the times of `transcript` count from the start of
    the excerpt.
    """

    span: Span
    transcript: Transcript
    quote: str
    citation: str


def parse_span(text: str) -> Span:
    """Parse a span such as "1:23.4-1:40" or "83.4-100"; raises UserError if it is invalid."""
    match = _SPAN.fullmatch(text)
    if match is None:
        raise UserError(f"{text!r} is not a span of time: write it as 1:23.4-1:40")
    start, end = _to_seconds(*match.groups()[:3]), _to_seconds(*match.groups()[3:])
    if start >= end:
        raise UserError(f"{text!r} ends before it begins: write the earlier time first")
    return Span(start, end)


def _to_seconds(hours: str | None, minutes: str | None, seconds: str) -> float:
    whole = 3600 * int(hours or 0) + 60 * int(minutes or 0)
    return round(whole + float(seconds.replace(",", ".")), 3)


def cut_excerpt(transcript: Transcript, span: Span, pad: float = 0.0) -> Excerpt:
    """Cut out the words whose middle is within a span, with the audio around them.

    Up to `pad` seconds of audio are added before and after the words, but no part of another word.
    Raises UserError if there are no words, or if all of them are withheld.
    """
    turns = [cut for turn in transcript.turns if (cut := _cut_turn(turn, span))]
    words = [word for turn in turns for word in turn.words]
    if not words:
        raise UserError(
            f"no word is spoken between {clock(span.start)} and {clock(span.end)}: "
            "choose a span with speech"
        )
    if all(word.text == MARK for word in words):
        raise UserError(
            f"everything between {clock(span.start)} and {clock(span.end)} is withheld: "
            "choose another part"
        )
    edges = _pad_span(transcript, words, span, pad)
    return Excerpt(
        span=edges,
        transcript=_build_excerpt_transcript(transcript, turns, edges),
        quote="\n".join(f"{transcript.speaker(turn).label}: “{turn.text}”" for turn in turns),
        citation=_format_citation(transcript, edges),
    )


def _is_in(word: Word, span: Span) -> bool:
    return span.start <= word.span.middle <= span.end


def _cut_turn(turn: Turn, span: Span) -> Turn | None:
    words = tuple(word for word in turn.words if _is_in(word, span))
    if not words:
        return None
    text = " ".join(word.text for word in words)
    end = max(word.end for word in words)
    return replace(turn, words=words, text=text, start=words[0].start, end=end)


def _pad_span(transcript: Transcript, words: list[Word], requested_span: Span, pad: float) -> Span:
    """Return the span to cut: the words with padding, which does not reach into other words."""
    first, last = min(word.start for word in words), max(word.end for word in words)
    others = [word for word in transcript.words if not _is_in(word, requested_span)]
    before = max((w.end for w in others if w.end <= first), default=0.0)
    after = min((w.start for w in others if w.start >= last), default=transcript.recording.duration)
    return Span(
        round(max(first - pad, before, 0.0), 3), round(max(last, min(last + pad, after)), 3)
    )


def _build_excerpt_transcript(transcript: Transcript, turns: list[Turn], span: Span) -> Transcript:
    """Return the transcript of an excerpt.

    Its times count from the start of the excerpt, and its title has the span.
    """
    by = span.start
    spoken = {turn.speaker for turn in turns}
    ids = {turn.id for turn in turns}
    made = [
        replace(
            turn,
            start=_shift_time(turn.start, by),
            end=_shift_time(turn.end, by),
            words=tuple(
                replace(w, start=_shift_time(w.start, by), end=_shift_time(w.end, by))
                for w in turn.words
            ),
            overlaps=tuple(other for other in turn.overlaps if other in ids),
        )
        for turn in turns
    ]
    corrections = tuple(
        replace(c, start=_shift_time(c.start, by), end=_shift_time(c.end, by), word_ranges=())
        for c in transcript.corrections
        if c.turn in ids and span.start <= c.start <= span.end
    )
    events = tuple(
        replace(e, start=_shift_time(e.start, by), end=_shift_time(min(e.end, span.end), by))
        for e in transcript.events
        if span.start < e.end and e.start < span.end
    )
    recording = transcript.recording
    heading = f"{title(recording)} ({clock(span.start)} to {clock(span.end)})"
    return replace(
        transcript,
        recording=replace(recording, duration=round(span.duration, 3), title=heading),
        speakers=tuple(s for s in transcript.speakers if s.id in spoken),
        turns=tuple(made),
        corrections=corrections,
        unspoken=(),
        unwritten=(),
        voices=tuple(SpeakerSegment(t.voice, t.start, t.end) for t in made if t.voice),
        edited=(),
        events=events,
        withheld=(),
    )


def _shift_time(seconds: float, offset: float) -> float:
    return round(max(0.0, seconds - offset), 3)


def _format_citation(transcript: Transcript, span: Span) -> str:
    """Return the citation of an excerpt: title, programme, date, times, file and id."""
    recording = transcript.recording
    times = f"{clock(span.start)} to {clock(span.end)}"
    about = (f"“{title(recording)}”", recording.programme, recording.date, times)
    return f"{', '.join(span for span in about if span)} ({recording.file}, {recording.id})"
