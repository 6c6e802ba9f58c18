"""`tapelog adopt`: add a transcript made elsewhere to the archive as it is."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.shared import ARCHIVE, FILE, FORMATS

if TYPE_CHECKING:
    from flows.adopting import FolderEntry


@click.command()
@click.argument("transcript", type=FILE)
@click.argument("recording", type=FILE, required=False)
@click.option(
    "--language", default="en", show_default=True, metavar="CODE", help="The language spoken."
)
@click.option("--title", metavar="T", help="The title (default: the transcript's).")
@click.option("--programme", metavar="P", help="The programme that it was part of.")
@click.option("--date", metavar="D", help="When it was broadcast: 2010-09-15.")
@click.option("--cast", type=FILE, help="Without a recording: who may speak, one per line.")
@click.option(
    "--context",
    type=FILE,
    multiple=True,
    help="Without a recording: a document about it, with names; may be given several times.",
)
@click.option(
    "--without-recordings",
    is_flag=True,
    help="In a folder, adopt also the transcripts that lie beside no recording.",
)
@FORMATS
@ARCHIVE
def adopt(
    transcript: Path,
    recording: Path | None,
    language: str,
    title: str | None,
    programme: str | None,
    date: str | None,
    cast: Path | None,
    context: tuple[Path, ...],
    without_recordings: bool,
    formats: str | None,
    archive: Path | None,
) -> None:
    """Publish TRANSCRIPT, which must have times, with its RECORDING; the audio is not processed.

    Without RECORDING, the file of the same name beside the transcript is used. If there is none,
    the transcript is published alone; it need not have times. If TRANSCRIPT is a folder, all
    transcripts in it that lie beside their recordings are published.
    """
    from archive.storage.files import archive_folder
    from flows.adopting import Adoption, adopt_folder, adopt_transcript, recording_beside
    from flows.printing import summary
    from flows.request import one_line
    from transcripts.dates import parse_date
    from transcripts.formats.table import parse_choice
    from transcripts.languages.table import parse_language_code

    asked = Adoption(
        transcript=transcript,
        recording=recording,
        archive=archive_folder(archive),
        cast=cast,
        context=context,
        language=parse_language_code(language),
        title=one_line(title) if title else None,
        programme=one_line(programme) if programme else None,
        date=parse_date(date, "--date") if date else None,
        published_formats=parse_choice(formats) if formats else None,
    )
    if transcript.is_dir():
        if recording or title:
            raise click.UsageError(
                "a folder has several recordings: leave RECORDING and --title out"
            )
        entries = adopt_folder(transcript, asked, without_recordings=without_recordings)
        sys.exit(_print_entries(entries))
    if recording is None:
        asked = replace(asked, recording=recording_beside(transcript))
    if asked.recording and (cast or context):
        raise click.UsageError(
            "--cast and --context are for a transcript without a recording: process the recording"
        )
    made, folder = adopt_transcript(asked)
    for notice in made.provenance.notices:
        click.echo(f"note: {notice}", err=True)
    click.echo(summary(made))
    click.echo(f"open {folder / 'index.html'}")


def _print_entries(entries: Iterable[FolderEntry]) -> int:
    """Print what became of each recording; return the exit status, 1 if one was left out."""
    counts = Counter[str]()
    for entry in entries:
        if entry.published_folder:
            counts["adopted"] += 1
            click.echo(f"{entry.file}: {entry.published_folder / 'index.html'}")
        elif entry.is_known:
            counts["known"] += 1
        else:
            counts["left out"] += 1
            click.echo(f"{entry.file}: left out: {entry.reason}", err=True)
    click.echo(
        f"{counts['adopted']} adopted, {counts['known']} already in the archive, "
        f"{counts['left out']} left out"
    )
    return int(counts["left out"] > 0)
