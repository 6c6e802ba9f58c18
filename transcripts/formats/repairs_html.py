"""Write the corrections as a page: reference and published text side by side, with the audio."""

from __future__ import annotations

from functools import cache

from jinja2 import Template
from markupsafe import Markup

from transcripts.formats.html import colour_of
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.formats.page.parts import content_security_policy, read_part, template_environment
from transcripts.formats.page.sides import comparison_rows
from transcripts.transcript import Transcript


def render(
    transcript: Transcript,
    audio: str | None = None,
    page: str | None = None,
    options: RenderOptions = DEFAULT,
) -> str:
    """Write the page; `audio` and the transcript's page `page` are in the same folder."""
    transcript = options.apply_names(transcript)
    style = "".join(map(read_part, ("colours.css", "base.css", "page.css", "repairs.css")))
    script = read_part("repairs.js")
    shown = comparison_rows(transcript)
    return _load_template().render(
        t=transcript,
        title=transcript.recording.title or transcript.recording.file,
        language=transcript.provenance.options.language or "en",
        audio=audio,
        page=page,
        style=Markup(style),
        script=Markup(script),
        policy=content_security_policy(style, script),
        rows=shown,
        same=sum(not row.differs for row in shown),
        measures={measure.turn: measure for measure in transcript.scores.turns},
        people={s.id: (s, colour_of(transcript, s)) for s in transcript.speakers},
    )


@cache
def _load_template() -> Template:
    return template_environment().from_string(read_part("repairs.html"))
