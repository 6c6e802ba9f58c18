"""Write the published page: one file that plays a transcript and works without a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Template
from markupsafe import Markup

from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.formats.page import marks
from transcripts.formats.page.lanes import Lane, speaker_lanes, time_ticks
from transcripts.formats.page.parts import (
    SCRIPTS,
    content_security_policy,
    read_part,
    template_environment,
)
from transcripts.sound_events import SoundEvent, events_before_turns
from transcripts.text.quantities import format_count
from transcripts.transcript import Correction, Speaker, Transcript, Turn, Unspoken

COLOURS = 8
"""Number of speakers with a separate color; all further speakers share another color."""

_NOTABLE_OVERLAP = 0.3
"""Shorter overlaps (seconds) are ordinary changes of turn, which the page does not mention.
"""


def render(
    transcript: Transcript,
    audio: str | None = None,
    other_files: Sequence[str] = (),
    options: RenderOptions = DEFAULT,
) -> str:
    """Write the page; `audio` and the files `other_files` are in the same folder as the page."""
    style = read_part("colours.css") + read_part("base.css") + read_part("page.css")
    script = "".join(map(read_part, SCRIPTS))
    return _load_template().render(
        page_context(options.apply_names(transcript)),
        audio=audio,
        beside=other_files,
        style=Markup(style),
        script=Markup(script),
        policy=content_security_policy(style, script),
    )


def page_context(transcript: Transcript) -> dict[str, Any]:
    """Return the variables of page.html and of the templates that extend it."""
    turns = tuple(_build_shown_turns(transcript))
    has_times = transcript.recording.has_times
    return {
        "t": transcript,
        "title": transcript.recording.title or transcript.recording.file,
        "language": transcript.provenance.options.language or "en",
        "people": [
            _SpeakerLane(a, colour_of(transcript, a.speaker)) for a in speaker_lanes(transcript)
        ],
        "ticks": time_ticks(transcript.recording.duration) if has_times else (),
        "turns": turns,
        "last_events": events_before_turns(transcript.events, [t.start for t in transcript.turns])[
            -1
        ],
        "marked": tuple(_find_legend_marks(turns)),
        "opening": [passage for passage in transcript.unspoken if passage.after_turn is None],
        "repairs": _group_repairs_by_status(transcript.corrections),
    }


def colour_of(transcript: Transcript, speaker: Speaker) -> str:
    """Return the CSS class of a speaker's color: c1 to c8 in order, c9 for all others."""
    return f"c{min(transcript.speakers.index(speaker), COLOURS) + 1}"


@dataclass(frozen=True, slots=True)
class _SpeakerLane:
    lane: Lane
    colour: str


@dataclass(frozen=True, slots=True)
class _ShownTurn:
    """A turn with everything that the page shows inside it and after it."""

    turn: Turn
    speaker: Speaker
    colour: str
    again: bool
    over: tuple[tuple[str, str], ...]
    anchor: str | None
    times: str
    paragraphs: tuple[tuple[marks.MarkedPiece, ...], ...]
    unspoken: tuple[Unspoken, ...]
    events: tuple[SoundEvent, ...] = ()


def _build_shown_turns(transcript: Transcript) -> Iterator[_ShownTurn]:
    corrections = marks.corrections_by_turn(transcript)
    people = {speaker.id: speaker for speaker in transcript.speakers}
    colours = {speaker.id: colour_of(transcript, speaker) for speaker in transcript.speakers}
    turns = {turn.id: turn for turn in transcript.turns}
    anchors: set[str] = set()
    last = None
    starts = [turn.start for turn in transcript.turns]
    events = events_before_turns(transcript.events, starts)
    for turn, before in zip(transcript.turns, events[:-1], strict=True):
        others = [turns[other] for other in turn.overlaps if other in turns]
        yield _ShownTurn(
            turn=turn,
            speaker=people[turn.speaker],
            colour=colours[turn.speaker],
            again=turn.speaker == last,
            over=tuple((o.id, people[o.speaker].label) for o in others if _interrupts(turn, o)),
            anchor=_choose_anchor(turn, anchors),
            times=" ".join(str(round(100 * (word.start - turn.start))) for word in turn.words),
            paragraphs=marks.marked_pieces(
                turn,
                transcript.word_ranges[turn.id],
                corrections[turn.id],
                transcript.unwritten,
            ),
            unspoken=tuple(p for p in transcript.unspoken if p.after_turn == turn.id),
            events=before,
        )
        last = turn.speaker


def _choose_anchor(turn: Turn, used_anchors: set[str]) -> str | None:
    """Return a turn's anchor (t=83.20), for links without script; None if another turn has it."""
    name = time_fragment(turn.start)
    anchor = None if name in used_anchors else name
    used_anchors.add(name)
    return anchor


def time_fragment(seconds: float) -> str:
    """Format a time as the fragment of a link to the page."""
    return f"t={seconds:.2f}"


def _interrupts(turn: Turn, other: Turn) -> bool:
    """Check whether a turn begins during another turn and overlaps it noticeably."""
    return other.start <= turn.start and turn.span.overlap(other.span) >= min(
        _NOTABLE_OVERLAP, turn.span.duration
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """An entry of the page's legend: a kind of mark, with a switch that hides such marks."""

    name: str
    look: str
    word: str
    meaning: str
    shown: bool = True


def _find_legend_marks(turns: Sequence[_ShownTurn]) -> Iterator[_Mark]:
    pieces = [p for shown in turns for paragraph in shown.paragraphs for p in paragraph]
    repaired = [p for p in pieces if p.corrections]
    wording = {p.status for p in repaired if not p.is_small}
    bits = [bit for piece in pieces for bit in piece.bits]
    small = sum(p.is_small for p in repaired)
    if "applied" in wording:
        yield _Mark("repairs", "repair applied", "corrected", "the old text has something else")
    if "proposed" in wording:
        yield _Mark(
            "questions", "repair proposed", "question", "the recording may say something else"
        )
    if any(bit.doubtful for bit in bits):
        yield _Mark("doubts", "doubt", "doubtful", "recognized with low confidence")
    if any(bit.unwritten for bit in bits):
        yield _Mark("unwritten", "unwritten", "added", "missing from the old text")
    if small:
        count = format_count(small, "minor correction")
        yield _Mark("small", "small", "Punctuation and capitals", count, shown=False)


def _group_repairs_by_status(corrections: Sequence[Correction]) -> dict[str, list[Correction]]:
    """Group corrections of wording by status; corrections of punctuation and case are left out."""
    wording = [c for c in corrections if c.kind not in marks.SMALL]
    statuses = ("proposed", "applied", "rejected") if wording else ()
    return {status: [c for c in wording if c.status == status] for status in statuses}


@cache
def _load_template() -> Template:
    return template_environment().from_string(read_part("page.html"))
