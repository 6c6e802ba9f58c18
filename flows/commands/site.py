"""`tapelog site`: build static pages of all published recordings."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from flows.commands.kinds import ARCHIVE, FOLDER, opened


@click.command()
@click.argument("folder", type=FOLDER)
@ARCHIVE
@click.option("--name", default="The archive", show_default=True, help="What the site is called.")
@click.option(
    "--url",
    metavar="URL",
    help="Where the site will be on the web: for the feed, the sitemap and citations.",
)
def site(folder: Path, archive: Path | None, name: str, url: str | None) -> None:
    """Build or update a site of all published recordings in FOLDER.

    It has pages by programme, date and person, a page for each recording, and a search. Only what
    changed is written.
    """
    from archive.site.build import build
    from archive.site.options import SiteOptions, checked_url
    from transcripts.text.quantities import format_count

    options = SiteOptions(name, checked_url(url) if url else None)
    with opened(archive) as catalogue:
        built = build(catalogue, folder.absolute(), options, _tell)
    recordings = format_count(built.recordings, "recording")
    people = format_count(built.people, "person", "people")
    click.echo(f"{recordings} of {people}: {built.made} made, {built.removed} removed")
    if options.url is None:
        click.echo("no feed and no sitemap: these need the address of the site, --url https://...")
    click.echo(f"open {folder / 'index.html'}")


def _tell(done: int, of: int) -> None:
    """Print progress: every recording on a terminal, every hundredth elsewhere."""
    if sys.stderr.isatty():
        click.echo(f"\r{done} of {of}" + ("\n" if done == of else ""), nl=False, err=True)
    elif done % 100 == 0 or done == of:
        click.echo(f"{done} of {of}", err=True)
