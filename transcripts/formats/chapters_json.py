"""Write Podcasting 2.0's JSON chapters: the start and title of each chapter."""

from __future__ import annotations

from collections.abc import Sequence

from transcripts.chapters import Chapter, find_chapters
from transcripts.formats.json_lists import render_list
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.transcript import Transcript


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write the chapters of a transcript for `<podcast:chapters>`, one per line.

    `options` is ignored, because no option applies to chapters.
    """
    return render_chapters(find_chapters(transcript))


def render_chapters(chapters: Sequence[Chapter]) -> str:
    """Write chapters as JSON; if a recording has no chapters, the list is empty."""
    rows = render_list(
        {"startTime": round(c.start, 3), "endTime": round(c.end, 3), "title": c.title}
        for c in chapters
    )
    return f'{{"version": "1.2.0", "chapters": {rows}}}\n'
