"""`tapelog label`: name the speakers of a transcript without a recording."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.shared import FILE, FOLDER

if TYPE_CHECKING:
    from rich.text import Text

    from speakers.labels import Labels


@click.command()
@click.option("--transcript", type=FILE, required=True, help="The text to label, in any form.")
@click.option(
    "--context",
    type=FILE,
    multiple=True,
    help="A document about the recording; may be given several times.",
)
@click.option(
    "--cast", type=FILE, help="The people expected, one per line: 'Name' or 'Name: role'."
)
@click.option(
    "--language", default="en", show_default=True, metavar="CODE", help="The language of the text."
)
@click.option("--out", type=FOLDER, help="Write files to this folder instead (see --format).")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["txt", "json", "csv", "docx", "tei", "pbcore"]),
    help="A file to write to --out; may be given several times (default: txt and json).",
)
@click.option("--color/--no-color", default=None, help="Colour the names (default: on a terminal).")
def label(
    transcript: Path,
    context: tuple[Path, ...],
    cast: Path | None,
    language: str,
    out: Path | None,
    formats: tuple[str, ...],
    color: bool | None,
) -> None:
    """Label each turn of a text without a recording with its speaker and a probability."""
    from rich.console import Console

    from flows.old_text import notices_of, read_old_text
    from flows.request import read_cast, read_text
    from speakers.label import label as label_text
    from transcripts.languages.table import language as language_of_code

    if formats and out is None:
        raise click.UsageError("say where the files go: --out DIR")
    spoken = language_of_code(language)
    source = read_old_text(transcript)
    for notice in notices_of(source):
        click.echo(f"note: {notice}", err=True)
    labels = label_text(
        source,
        spoken,
        read_cast(cast, spoken) if cast else (),
        tuple(read_text(path, "context") for path in context),
    )
    if out is not None:
        files = _write_files(labels, transcript.name, spoken.code, formats, out)
        click.echo("\n".join((_format_summary(labels), *(f"open {file}" for file in files))))
        return
    console = Console(force_terminal=color or None, no_color=color is False)
    console.print(_format_labels(labels), soft_wrap=True)


def _write_files(
    labels: Labels, file: str, language: str, formats: tuple[str, ...], folder: Path
) -> list[Path]:
    from datetime import UTC, datetime
    from importlib.metadata import version

    from archive.storage.files import check_writable, write_atomically
    from speakers.label_formats import ALWAYS, LABEL_FORMATS, LabelledText

    created = datetime.now(UTC).isoformat(timespec="seconds")
    text = LabelledText(labels, file, language, version("tapelog"), created)
    check_writable(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in dict.fromkeys(formats or ALWAYS):
        target, render = LABEL_FORMATS[name]
        write_atomically(folder / target, render(text))
        written.append(folder / target)
    return written


def _format_summary(labels: Labels) -> str:
    doubtful = sum(not turn.is_sure for turn in labels.turns)
    speaking = [s for s in labels.speakers if any(t.speaker == s.id for t in labels.turns)]
    names = [f"{s.label} ({s.role})" if s.name and s.role else s.label for s in speaking]
    return f"{len(labels.turns)} turns, {doubtful} of them uncertain: {', '.join(names)}"


def _format_labels(labels: Labels) -> Text:
    from rich.text import Text

    from flows.printing import COLOURS

    colours = {s.id: COLOURS[n % len(COLOURS)] for n, s in enumerate(labels.speakers)}
    page = Text()
    for turn in labels.turns:
        page.append(labels.label(turn), style=f"bold {colours.get(turn.speaker or '', 'white')}")
        page.append(f" ({turn.probability:.0%}{'' if turn.is_sure else '?'})", style="dim")
        page.append(f": {turn.text}\n\n")
    page.append(_format_summary(labels) + "\n", style="dim")
    return page
