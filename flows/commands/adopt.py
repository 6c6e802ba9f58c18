"""`tapelog adopt`: enter a timed transcript into the archive as it is."""

from __future__ import annotations

from pathlib import Path

import click

from flows.commands.kinds import ARCHIVE, FILE, FORMATS


@click.command()
@click.argument("transcript", type=FILE)
@click.argument("recording", type=FILE)
@click.option(
    "--language", default="en", show_default=True, metavar="CODE", help="The language spoken."
)
@click.option("--title", metavar="T", help="The title of the piece (default: the transcript's).")
@click.option("--programme", metavar="P", help="The programme that it was part of.")
@click.option("--date", metavar="D", help="When it was broadcast: 2010-09-15.")
@FORMATS
@ARCHIVE
def adopt(
    transcript: Path,
    recording: Path,
    language: str,
    title: str | None,
    programme: str | None,
    date: str | None,
    formats: str | None,
    archive: Path | None,
) -> None:
    """Publish TRANSCRIPT, which has times, with its RECORDING, without listening to it."""
    from archive.storage.files import archive_folder
    from flows.adopting import Adoption, adopt_transcript
    from flows.printing import summary
    from flows.request import one_line
    from transcripts.dates import parse_date
    from transcripts.formats.table import parse_choice
    from transcripts.languages.table import code_of

    made, folder = adopt_transcript(
        Adoption(
            transcript=transcript,
            recording=recording,
            archive=archive_folder(archive),
            language=code_of(language),
            title=one_line(title) if title else None,
            programme=one_line(programme) if programme else None,
            date=parse_date(date, "--date") if date else None,
            formats=parse_choice(formats) if formats else None,
        )
    )
    for notice in made.provenance.notices:
        click.echo(f"note: {notice}", err=True)
    click.echo(summary(made))
    click.echo(f"open {folder / 'index.html'}")
