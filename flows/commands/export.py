"""`tapelog export`: write a transcript in other formats."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from flows.commands.shared import FOLDER, PATH
from transcripts.formats.options import RenderOptions
from transcripts.formats.table import BY_NAME, formats_for


@click.command()
@click.argument("place", type=PATH)
@click.option(
    "--format",
    "names",
    multiple=True,
    type=click.Choice(list(BY_NAME)),
    help="A format; may be given several times. docs/formats.md describes them.",
)
@click.option("--all", "everything", is_flag=True, help="Write every format.")
@click.option(
    "--out", type=FOLDER, help="The output folder; without it, a single format goes to stdout."
)
@click.option("--no-names", is_flag=True, help="Call the speakers Speaker 1, Speaker 2 ...")
@click.option(
    "--line",
    "max_line_length",
    type=click.IntRange(min=20),
    metavar="N",
    help="Maximum line length of captions and plain text, in characters.",
)
@click.option(
    "--times/--no-times",
    default=None,
    help="Show when each turn begins: txt, markdown (default: no), docx, pdf (default: yes).",
)
@click.option(
    "--url",
    metavar="URL",
    help="Where the files will be on the web, for iiif, annotations, ohms-xml and fcpxml.",
)
def export(
    place: Path,
    names: tuple[str, ...],
    everything: bool,
    out: Path | None,
    no_names: bool,
    max_line_length: int | None,
    times: bool | None,
    url: str | None,
) -> None:
    """Write a transcript in other formats: PLACE is a transcript.json or its folder."""
    from archive.site.options import checked_url
    from archive.storage.published import read_transcript
    from archive.storage.sounds import find_sound
    from transcripts.errors import UserError
    from transcripts.withholding import remove_withheld

    if not (names or everything):
        raise click.UsageError("choose a format: --format NAME, or --all")
    chosen = list(dict.fromkeys(names))
    if out is None and (everything or len(chosen) > 1):
        raise click.UsageError("several formats need an output folder: --out DIR")
    if out is None and chosen[0] in ("docx", "pdf") and sys.stdout.isatty():
        raise click.UsageError(
            f"{chosen[0].upper()} cannot be printed on a terminal: use --out DIR"
        )
    transcript = remove_withheld(read_transcript(place))
    if transcript is None:
        raise UserError(f"{place} is withheld, so it cannot be written in another format")
    if everything:
        chosen = [kind.name for kind in formats_for(transcript.recording)]
    sound = find_sound(place if place.is_dir() else place.parent)
    options = RenderOptions(
        shows_names=not no_names,
        max_line_length=max_line_length,
        shows_times=times,
        folder_url=checked_url(url) if url else None,
        sound_file=sound.name if sound else None,
    )
    if out is None:
        click.echo(BY_NAME[chosen[0]].render(transcript, options), nl=False)
        return
    for name in chosen:
        click.echo(_write(out, BY_NAME[name].file, BY_NAME[name].render(transcript, options)))


def _write(folder: Path, name: str, data: str | bytes) -> Path:
    from archive.storage.files import check_writable, write_atomically

    check_writable(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / name, data)
    return folder / name
