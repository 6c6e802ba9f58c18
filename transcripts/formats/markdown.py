"""Write Markdown (CommonMark): one paragraph per turn, and the provenance at the end."""

from __future__ import annotations

import re

from transcripts.formats import provenance
from transcripts.formats.clock import clock
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.formats.provenance import one_line
from transcripts.sound_events import events_before_turns
from transcripts.transcript import Transcript

_MARKS = re.compile(r"[\\`*_\[\]<>#&~|$]")
"""Characters that have a meaning in CommonMark or GitHub's Markdown; a backslash escapes them."""

_LEAD = re.compile(r"^(\d*)([-+=.)])")
"""Line beginnings that would start a list, a heading or a rule."""


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write a transcript as Markdown; a speaker's first turn also states the role."""
    named = options.apply_names(transcript)
    recording = named.recording
    about = ", ".join(part for part in (recording.programme, recording.date) if part)
    blocks = [f"# {escape(provenance.title(recording))}"] + [escape(about)] * bool(about)
    met: set[str] = set()
    *before, after = events_before_turns(named.events, [turn.start for turn in named.turns])
    for turn, events in zip(named.turns, before, strict=True):
        blocks += [f"*{escape(event.caption)}*" for event in events]
        speaker = named.speaker(turn)
        role = f" ({escape(speaker.shown_role)})" if speaker.shown_role else ""
        said = f"**{escape(speaker.label)}**{role if speaker.id not in met else ''}: "
        met.add(speaker.id)
        at = f"{escape(f'[{clock(turn.start)}]')} " if options.shows_times else ""
        blocks.append(f"{at}{said}{escape(turn.text)}".rstrip())
    blocks += [f"*{escape(event.caption)}*" for event in after]
    return "\n\n".join([*blocks, *_format_provenance(named)]) + "\n"


def escape(text: str) -> str:
    """Escape a text so that CommonMark shows it unchanged, on one line."""
    return _LEAD.sub(r"\1\\\2", _MARKS.sub(r"\\\g<0>", one_line(text)))


def _format_provenance(transcript: Transcript) -> list[str]:
    made = [
        f"- {escape(label)}: {escape(text)}"
        for label, text in provenance.provenance_statements(transcript)
    ]
    blocks = ["## How this transcript was made", "\n".join(made)]
    repairs = provenance.applied_repairs(transcript)
    if repairs:
        rows = [f"- {clock(c.start)} {escape(provenance.describe_repair(c))}" for c in repairs]
        blocks += ["## Repairs to the old text", "\n".join(rows)]
    return blocks
