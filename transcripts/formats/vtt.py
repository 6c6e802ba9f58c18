"""Write WebVTT: every cue has a voice tag, at most two lines of 65 characters, and one speaker."""

from __future__ import annotations

from transcripts.formats import provenance
from transcripts.formats.clock import format_timestamp
from transcripts.formats.cues import Cue, CueLimits, cues_in_order, event_cues
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.sound_events import SoundEvent
from transcripts.transcript import Transcript

LINE = 65
"""Largest number of characters in a line, by the podcast rules for transcripts."""

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write a transcript as WebVTT; a cue's id is its turn and its number within the turn."""
    named = options.apply_names(transcript)
    blocks = ["WEBVTT", provenance_comment(named)]
    timed = [
        (cue.start, _format_cue(named, cue))
        for cue in cues_in_order(named, CueLimits(options.max_line_length or LINE))
    ]
    timed += [(e.start, _format_event_cue(n, e)) for n, e in enumerate(event_cues(named), start=1)]
    blocks += [block for _, block in sorted(timed, key=lambda pair: pair[0])]
    return "\n\n".join(blocks) + "\n"


def voice_tagged(label: str, text: str) -> str:
    """Return a cue's text with its voice tag; markup characters are escaped."""
    return f"<v {provenance.one_line(label).translate(_ESCAPES)}>{text.translate(_ESCAPES)}"


def provenance_comment(transcript: Transcript) -> str:
    """Return the provenance as a comment, which players do not show."""
    return "\n".join(["NOTE", *provenance.provenance_lines(transcript)]).replace("-->", "→")


def _format_event_cue(number: int, event: SoundEvent) -> str:
    """Return the cue of a sound event, without a voice tag."""
    times = f"{format_timestamp(event.start)} --> {format_timestamp(event.end)}"
    return f"E{number}\n{times}\n{event.caption.translate(_ESCAPES)}"


def _format_cue(transcript: Transcript, cue: Cue) -> str:
    times = f"{format_timestamp(cue.start)} --> {format_timestamp(cue.end)}"
    label = transcript.speaker(cue.turn).label
    return f"{cue.turn.id}.{cue.number}\n{times}\n{voice_tagged(label, chr(10).join(cue.lines))}"
