"""Write Podcasting 2.0's JSON transcript: one segment per caption, with its speaker."""

from __future__ import annotations

from transcripts.formats.cues import Cue, CueLimits, cues_in_order
from transcripts.formats.json_lists import render_list
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.transcript import Transcript

LINE = 65
"""Limit of characters in a line; as in WebVTT, players show a segment as a caption of two lines."""


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write a transcript for `<podcast:transcript type="application/json">`."""
    named = options.apply_names(transcript)
    rows = render_list(
        _build_segment(named, cue)
        for cue in cues_in_order(named, CueLimits(options.max_line_length or LINE))
    )
    return f'{{"version": "1.0.0", "segments": {rows}}}\n'


def _build_segment(transcript: Transcript, cue: Cue) -> dict[str, str | float]:
    return {
        "speaker": transcript.speaker(cue.turn).label,
        "startTime": round(cue.start, 3),
        "endTime": round(cue.end, 3),
        "body": " ".join(cue.lines),
    }
