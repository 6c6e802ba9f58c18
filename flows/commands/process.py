"""`tapelog process`: publish the transcript of one recording."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from flows.commands.shared import (
    APPLY_FROM,
    ARCHIVE,
    FOLDER,
    FORMATS,
    PROPOSE_FROM,
    RECOGNIZER,
    SOUNDTRACK,
    SOURCE_FILE,
)


@click.command()
@click.argument("recording", type=SOURCE_FILE)
@click.option(
    "--transcript",
    type=SOURCE_FILE,
    help="The old text of the recording, in any form: text, docx, PDF, SRT, VTT, JSON ...",
)
@click.option(
    "--context",
    type=SOURCE_FILE,
    multiple=True,
    help="A document about the recording; may be given several times.",
)
@click.option(
    "--cast",
    type=SOURCE_FILE,
    help="The people expected, one per line: 'Name' or 'Name: role'.",
)
@click.option("--speakers", metavar="N", help="How many voices: 3, or a range: 2-4.")
@SOUNDTRACK
@RECOGNIZER
@click.option(
    "--model",
    default="base",
    show_default=True,
    metavar="NAME",
    help="A Whisper model by name, or a checkpoint file.",
)
@click.option(
    "--pipeline",
    type=FOLDER,
    help="A local pyannote pipeline for diarization.",
)
@click.option(
    "--language",
    default="en",
    show_default=True,
    metavar="CODE",
    help="The language spoken, or auto to detect it.",
)
@click.option("--title", metavar="T", help="The title of the recording.")
@click.option("--programme", metavar="P", help="The programme that it was part of.")
@click.option("--date", metavar="D", help="When it was broadcast: 2010-09-15.")
@APPLY_FROM
@PROPOSE_FROM
@click.option(
    "--verbatim",
    is_flag=True,
    help="Keep the old text's wording; only add punctuation, times and speakers.",
)
@FORMATS
@click.option(
    "--out",
    type=FOLDER,
    help="The output folder (default: the archive's published folder).",
)
@ARCHIVE
def process(archive: Path | None, **options: Any) -> None:
    """Publish a transcript of RECORDING, any audio or video file, or its URL."""
    from flows.printing import summary
    from flows.run import run

    transcript, folder = run(archive=archive, **options)
    for notice in transcript.provenance.notices:
        click.echo(f"note: {notice}", err=True)
    click.echo(summary(transcript))
    click.echo(f"open {folder / 'index.html'}")
