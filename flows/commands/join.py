"""`tapelog join`: make one recording of several files."""

from __future__ import annotations

from pathlib import Path

import click

from flows.commands.shared import FILE


@click.command()
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--out", type=FILE, required=True, help="The joined recording, a new FLAC file.")
@click.option(
    "--microphones",
    is_flag=True,
    help="The files are microphones that recorded at the same time, not sides of a tape.",
)
@click.option(
    "--person",
    "people",
    multiple=True,
    metavar="NAME",
    help="Who speaks into a microphone, in the order of the files; may be given several times.",
)
@click.option(
    "--gap",
    type=click.FloatRange(0.0, 3600.0),
    default=0.0,
    show_default=True,
    metavar="S",
    help="Seconds of silence between sides.",
)
@click.option(
    "--no-overlap", is_flag=True, help="Do not search for sound that two sides have in common."
)
def join(
    files: tuple[Path, ...],
    out: Path,
    microphones: bool,
    people: tuple[str, ...],
    gap: float,
    no_overlap: bool,
) -> None:
    """Join FILES, in this order, into one recording, without loss.

    Sides of a tape follow one another. If the end of one side and the start of the next have the
    same sound, it is kept once. With --microphones, each file becomes a channel, which tells who
    speaks. The joined file has a map of its parts, which transcript.json repeats.
    """
    from flows.joining import join_microphones, join_sides
    from transcripts.formats.clock import clock

    if microphones and (gap or no_overlap):
        raise click.UsageError("--gap and --no-overlap are for sides, not for microphones")
    if people and not microphones:
        raise click.UsageError("--person names who speaks into a microphone: add --microphones")
    plan = (
        join_microphones(files, out, people)
        if microphones
        else join_sides(files, out, gap, overlaps=not no_overlap)
    )
    for notice in plan.notices:
        click.echo(f"note: {notice}", err=True)
    for part in plan.parts:
        who = f", {part.person}" if part.person else ""
        click.echo(f"{clock(part.start)} to {clock(part.end)}  {part.file}{who}")
    click.echo(f"{out}: now process, adopt or list it like any recording")
