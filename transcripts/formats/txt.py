"""Write plain text as newsrooms print it: `NAME: what was said`, one paragraph per turn."""

from __future__ import annotations

import re
import textwrap
from collections import Counter

from transcripts.formats.clock import clock
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.sound_events import events_before_turns
from transcripts.transcript import Speaker, Transcript

WIDTH = 80
"""Largest number of characters in a line, unless a single word is longer."""

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md", "esq", "obe", "mbe", "cbe"})
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write a transcript as text.

    A speaker's first turn has the full name and the role, later turns the surname.
    """
    named = options.apply_names(transcript)
    short = short_names(named.speakers)
    met: set[str] = set()
    paragraphs = []
    *before, after = events_before_turns(named.events, [turn.start for turn in named.turns])
    for turn, events in zip(named.turns, before, strict=True):
        paragraphs += [event.caption for event in events]
        speaker = named.speaker(turn)
        name = short[speaker.id] if speaker.id in met else name_with_role(speaker)
        met.add(speaker.id)
        at = f"[{clock(turn.start)}] " if options.shows_times else ""
        paragraphs.append(
            _wrap_paragraph(f"{at}{name}: {turn.text}", options.max_line_length or WIDTH)
        )
    paragraphs += [event.caption for event in after]
    return "\n\n".join(paragraphs) + "\n"


def surname(name: str) -> str:
    """Return the last part of a name, without a suffix such as "Jr." or "(née Jones)"."""
    parts = (_IN_BRACKETS.sub(" ", name).partition(",")[0] or name).split()
    while len(parts) > 1 and parts[-1].replace(".", "").lower() in _SUFFIXES:
        parts.pop()
    return parts[-1] if parts else name


def name_with_role(speaker: Speaker) -> str:
    """Return the full name and role, as printed at a speaker's first turn."""
    name = speaker.label.upper()
    return f"{name}, {speaker.shown_role}" if speaker.shown_role else name


def short_names(speakers: tuple[Speaker, ...]) -> dict[str, str]:
    """Map each speaker id to the surname, or to the full name if two people share the surname."""
    surnames = {s.id: surname(s.name) if s.name else s.label for s in speakers}
    shared = Counter(name.upper() for name in surnames.values())
    return {
        s.id: (surnames[s.id] if shared[surnames[s.id].upper()] == 1 else s.label).upper()
        for s in speakers
    }


def _wrap_paragraph(text: str, width: int) -> str:
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
