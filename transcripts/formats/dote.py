"""Write the JSON transcripts of DOTe and Podlove Publisher: one entry per caption."""

from __future__ import annotations

from collections.abc import Iterator

from transcripts.formats.clock import format_timestamp
from transcripts.formats.cues import CueLimits, cues_in_order
from transcripts.formats.json_lists import render_list
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.transcript import Transcript

LINE = 65
"""Limit of characters in a line; as in WebVTT, players show an entry as a caption of two lines."""


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write DOTe's lines; times have the form that SubRip uses."""
    lines = render_list(
        {
            "startTime": format_timestamp(start, ","),
            "endTime": format_timestamp(end, ","),
            "speakerDesignation": label,
            "text": text,
        }
        for start, end, label, text in _build_captions(transcript, options)
    )
    return f'{{"lines": {lines}}}\n'


def render_podlove(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write Podlove's list of captions; times are given as text and in milliseconds."""
    rows = render_list(
        {
            "start": format_timestamp(start),
            "start_ms": round(start * 1000),
            "end": format_timestamp(end),
            "end_ms": round(end * 1000),
            "speaker": label,
            "voice": label,
            "text": text,
        }
        for start, end, label, text in _build_captions(transcript, options)
    )
    return f"{rows}\n"


def _build_captions(
    transcript: Transcript, options: RenderOptions
) -> Iterator[tuple[float, float, str, str]]:
    """Yield (start, end, speaker, text) of each caption."""
    named = options.apply_names(transcript)
    for cue in cues_in_order(named, CueLimits(options.max_line_length or LINE)):
        yield cue.start, cue.end, named.speaker(cue.turn).label, " ".join(cue.lines)
