"""`tapelog realign`: align an old text with an existing transcript."""

from __future__ import annotations

from pathlib import Path

import click

from flows.commands.kinds import APPLY_FROM, FILE, FOLDER, PATH, PROPOSE_FROM


@click.command()
@click.argument("place", type=PATH)
@click.argument("reference", type=FILE)
@click.option("--sound", type=FILE, help="The recording (default: the one beside PLACE).")
@click.option("--text-alone", is_flag=True, help="Let the two texts decide; no model is loaded.")
@click.option("--context", type=FILE, multiple=True, help="A document about the recording.")
@click.option("--cast", type=FILE, help="The people expected, one a line.")
@APPLY_FROM
@PROPOSE_FROM
@click.option("--verbatim", is_flag=True, help="Keep the old text's wording.")
@click.option(
    "--out",
    type=FOLDER,
    help="Write the new transcript there, with pages and sound; else only the report is printed.",
)
def realign(
    place: Path,
    reference: Path,
    sound: Path | None,
    text_alone: bool,
    context: tuple[Path, ...],
    cast: Path | None,
    apply_from: float,
    propose_from: float,
    verbatim: bool,
    out: Path | None,
) -> None:
    """Correct REFERENCE, an old text, against PLACE: a transcript.json or its folder.

    Models are loaded only to rescore the places where the two texts differ. Prints every
    correction, like diff.
    """
    from rich.console import Console

    from flows.progress import shown_on
    from flows.publishing import put
    from flows.realigning import Task, realign_again, sound_beside
    from flows.request import thresholds
    from transcripts.formats import repairs

    sound = sound or sound_beside(place)
    if out is not None and sound is None:
        raise click.UsageError("--out publishes the sound, too: give it with --sound FILE")
    task = Task(
        place=place,
        reference=reference,
        sound=None if text_alone else sound,
        context=context,
        cast=cast,
        thresholds=thresholds(apply_from, propose_from),
        verbatim=verbatim,
    )
    with shown_on(Console(stderr=True)):
        transcript = realign_again(task)
    click.echo(repairs.render(transcript), nl=False)
    if out is not None and sound is not None:
        put(transcript, sound, out)
        click.echo(f"open {out / 'repairs.html'}", err=True)
