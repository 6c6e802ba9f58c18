"""Format the tables and texts that the commands print."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from audio.checkpoints.models import download_size, list_models, verify_models
from audio.checkpoints.store import ModelStatus
from flows.licences import licences
from transcripts.formats.clock import clock
from transcripts.transcript import VOICE_REASONS, Speaker, Transcript, Turn

if TYPE_CHECKING:  # imports scipy
    from transcripts.scores.score import ScoreRow

COLOURS = ("blue", "dark_orange3", "green", "magenta", "cyan", "yellow3", "white")
"""The colours of the speakers' names, in order of appearance."""


def summary(transcript: Transcript) -> str:
    """Summarize the result of a run in a few lines."""
    count = transcript.scores.words
    proposed = sum(c.status == "proposed" for c in transcript.corrections)
    about = transcript.recording
    length = f"{clock(about.duration)}, " if about.has_times else ""
    lines = [
        f"{about.file}: {length}{count} words, {len(transcript.turns)} turns, "
        f"{len(transcript.speakers)} speakers"
    ]
    lines += [f"  {format_speaker(speaker)}" for speaker in transcript.speakers]
    if transcript.corrections:
        lines.append(
            f"  {transcript.scores.corrections_applied} corrections applied, {proposed} proposed"
        )
    if transcript.unspoken:
        words = sum(passage.words for passage in transcript.unspoken)
        lines.append(f"  {words} words of the old text were not found in the sound")
    return "\n".join(lines)


def format_speaker(speaker: Speaker) -> str:
    """Format a speaker: name, role, confidence and the strongest reason."""
    role = f", {speaker.shown_role}" if speaker.shown_role else ""
    text = f"{speaker.label}{role}"
    reasons = [reason for reason in speaker.reasons if reason.kind not in VOICE_REASONS]
    if not reasons:
        return text
    best = max(reasons, key=lambda reason: reason.weight)
    if speaker.name is None and best.kind == "voiceprint":
        return f"{text} (sounds like {best.quote}; please check)"
    return f'{text} ({speaker.confidence:.0%}; {best.kind}: "{best.quote}")'


def transcript_text(transcript: Transcript) -> Text:
    """Format a transcript turn by turn, with one colour per speaker."""
    colour = {
        speaker.id: COLOURS[n % len(COLOURS)] for n, speaker in enumerate(transcript.speakers)
    }
    page = Text()
    for turn in transcript.turns:
        page.append_text(_format_turn(turn, transcript.speaker(turn), colour[turn.speaker]))
    return page


def _format_turn(turn: Turn, speaker: Speaker, colour: str) -> Text:
    line = Text(f"{clock(turn.start):>7}  ", style="dim")
    line.append(speaker.label, style=f"bold {colour}")
    if speaker.shown_role:
        line.append(f" ({speaker.shown_role})", style="dim")
    line.append(f"\n{turn.text}\n\n", style="")
    return line


def score_table(rows: Iterable[ScoreRow]) -> Table:
    """Format the measures of `tapelog score`."""
    table = Table("measure", "value", "", box=None)
    for row in rows:
        table.add_row(row.measure, row.format_value, row.detail)
    return table


def models_table() -> Table:
    """List the models: purpose, state, download size, licence and source."""
    table = Table("model", "for", "state", "to fetch", "licence", "from", box=None)
    for check in list_models():
        model = check.model
        size = format_megabytes(download_size([model.name]))
        table.add_row(model.name, model.kind, check.state, size, model.licence, model.source)
    return table


def licences_table() -> Table:
    """List the licences of the models and the required packages."""
    table = Table("kind", "name", "version", "licence", box=None)
    for licensed in licences():
        table.add_row(licensed.kind, licensed.name, licensed.version, licensed.licence)
    return table


def format_megabytes(size: int) -> str:
    """Format a number of bytes in MB."""
    return f"{size / 1e6:.0f} MB"


def verification_table() -> tuple[Table, bool]:
    """Hash every installed model; return a table, and whether no model is damaged."""
    checks = verify_models()
    table = Table("model", "state", "sha256", box=None)
    for check in checks:
        table.add_row(check.model.name, check.state, _hash_text(check))
    return table, all(check.state != "damaged" for check in checks)


def _hash_text(check: ModelStatus) -> str:
    if check.state == "missing":
        return "downloaded at first use"
    if check.actual_sha256 and check.actual_sha256 != check.sha256:
        expected = f"{check.actual_sha256} should be {check.sha256}"
        return f"{expected}: delete {check.path} and run `tapelog models fetch`"
    return check.sha256


def render_plain(renderable: Table | Text, width: int = 100) -> str:
    """Render a table or text without colours, `width` columns wide."""
    console = Console(file=io.StringIO(), width=width, no_color=True)
    console.print(renderable)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()
