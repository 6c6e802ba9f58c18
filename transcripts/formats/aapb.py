"""Write the JSON of the American Archive of Public Broadcasting and FIX IT+."""

from __future__ import annotations

import json

from transcripts.formats.cues import CueLimits, cues_in_order
from transcripts.formats.json_lists import render_list
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.languages.table import language_of
from transcripts.transcript import Transcript

LINE = 65
"""Largest number of characters in a line; as in WebVTT, a part is a caption of two lines."""


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write `file_name` and `parts`; as in FIX IT+, times are seconds written as text.

    `speaker_id` numbers the speakers from 1. Because these numbers mean nothing outside the file,
    `speaker_name` has the label; other readers of this format ignore that key.
    """
    named = options.apply_names(transcript)
    numbers = {speaker.id: n for n, speaker in enumerate(named.speakers, start=1)}
    cues = cues_in_order(named, CueLimits(options.max_line_length or LINE))
    parts = render_list(
        {
            "id": n,
            "text": " ".join(cue.lines),
            "start_time": f"{cue.start:.3f}",
            "end_time": f"{cue.end:.3f}",
            "speaker_id": numbers[cue.turn.speaker],
            "speaker_name": named.speaker(cue.turn).label,
        }
        for n, cue in enumerate(cues, start=1)
    )
    head = {
        "id": named.recording.id,
        "file_name": named.recording.file,
        "language": language_of(named).code,
    }
    opening = json.dumps(head, ensure_ascii=False).removesuffix("}")
    return f'{opening}, "parts": {parts}}}\n'
