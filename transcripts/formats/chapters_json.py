"""Podcasting 2.0's JSON chapters: where each begins, and what it is called."""

from __future__ import annotations

import json
from collections.abc import Sequence

from transcripts.chapters import Chapter, chapters
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.transcript import Transcript


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write the chapters of a transcript for `<podcast:chapters>`, a chapter a line.

    Titles are words of the recording, which no option changes.
    """
    return written(chapters(transcript))


def written(marks: Sequence[Chapter]) -> str:
    """Write chapters; a recording too short for any has an empty list."""
    rows = ",\n".join(
        json.dumps(
            {"startTime": round(c.start, 3), "endTime": round(c.end, 3), "title": c.title},
            ensure_ascii=False,
        )
        for c in marks
    )
    return f'{{"version": "1.2.0", "chapters": [\n{rows}\n]}}\n'
