"""Write an edit decision list (CMX 3600) of the whole recording, cut where turns begin."""

from __future__ import annotations

from collections.abc import Iterator

from transcripts.formats import provenance
from transcripts.formats.cuts import RATE, Cut, cut_at_turns, labelled_turn_text
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.transcript import Transcript

REEL = "AX"
"""The reel name for material that is a file, not a tape."""


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write an event for each cut; its comments have the speakers and words.

    Locators mark the chapters.
    """
    named = options.apply_names(transcript)
    recording = named.recording
    lines = [f"TITLE: {provenance.title(recording)}", "FCM: NON-DROP FRAME"]
    for number, cut in enumerate(cut_at_turns(named), start=1):
        span = f"{timecode(cut.start)} {timecode(cut.end)}"
        lines += ["", f"{number:03}  {REEL:8} A     C        {span} {span}"]
        lines.append(f"* FROM CLIP NAME: {provenance.one_line(recording.file)}")
        lines += _format_comments(named, cut)
    return "\n".join(lines) + "\n"


def _format_comments(transcript: Transcript, cut: Cut) -> Iterator[str]:
    for chapter in cut.chapters:
        yield f"* LOC: {timecode(cut.start)} GREEN   {provenance.one_line(chapter.title)}"
    for turn in cut.turns:
        yield f"* COMMENT: {labelled_turn_text(transcript, turn)}"


def timecode(frame: int) -> str:
    """Return a frame as hours:minutes:seconds:frames."""
    seconds, frames = divmod(frame, RATE)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{frames:02}"
