"""`tapelog site`: build static pages of all published recordings."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from flows.commands.shared import ARCHIVE, FOLDER, open_existing


@click.command()
@click.argument("folder", type=FOLDER)
@ARCHIVE
@click.option("--name", default="The archive", show_default=True, help="The name of the site.")
@click.option(
    "--url",
    metavar="URL",
    help="The public address of the site, for the feed, the sitemap and citations.",
)
@click.option(
    "--email",
    metavar="ADDRESS",
    help="Whom harvesters may write to; with it and --url, files for OAI-PMH are written.",
)
def site(folder: Path, archive: Path | None, name: str, url: str | None, email: str | None) -> None:
    """Build or update a static site of all published recordings in FOLDER.

    The site has pages by programme, date and person, a page for each recording, and a search. Only
    changed files are written.
    """
    from archive.site.build import build
    from archive.site.options import SiteOptions, checked_email, checked_url
    from transcripts.text.quantities import format_count

    if email and not url:
        raise click.UsageError("--email is for OAI-PMH, which needs the public address: --url")
    options = SiteOptions(
        name, checked_url(url) if url else None, checked_email(email) if email else None
    )
    with open_existing(archive) as catalogue:
        built = build(catalogue, folder.absolute(), options, _print_progress)
    recordings = format_count(built.recordings, "recording")
    people = format_count(built.people, "person", "people")
    click.echo(
        f"{recordings}, {people}: {built.rewritten_recordings} written, "
        f"{built.removed_recordings} removed"
    )
    if options.url is None:
        click.echo(
            "no feed and no sitemap, because they need the public address: --url https://..."
        )
    click.echo(f"open {folder / 'index.html'}")


def _print_progress(done: int, of: int) -> None:
    """Print the progress: every recording on a terminal, every hundredth elsewhere."""
    if sys.stderr.isatty():
        click.echo(f"\r{done} of {of}" + ("\n" if done == of else ""), nl=False, err=True)
    elif done % 100 == 0 or done == of:
        click.echo(f"{done} of {of}", err=True)
