"""`tapelog realign`: align an old text with an existing transcript."""

from __future__ import annotations

from pathlib import Path

import click

from flows.commands.shared import APPLY_FROM, FILE, FOLDER, PATH, PROPOSE_FROM


@click.command()
@click.argument("place", type=PATH)
@click.argument("reference", type=FILE)
@click.option("--sound", type=FILE, help="The recording (default: the audio file in PLACE).")
@click.option("--text-alone", is_flag=True, help="Compare the two texts only; loads no model.")
@click.option("--context", type=FILE, multiple=True, help="A document about the recording.")
@click.option("--cast", type=FILE, help="The people expected, one per line.")
@APPLY_FROM
@PROPOSE_FROM
@click.option("--verbatim", is_flag=True, help="Keep the old text's wording.")
@click.option(
    "--out",
    type=FOLDER,
    help="Publish the new transcript in this folder; without it, only the report is printed.",
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

    Models are loaded only to rescore the passages where the two texts differ. Prints every
    correction in the style of diff.
    """
    from rich.console import Console

    from flows.progress import progress_on
    from flows.publishing import publish_with_audio
    from flows.realigning import RealignTask, published_sound, realign_transcript
    from flows.request import thresholds
    from transcripts.formats import repairs

    sound = sound or published_sound(place)
    if out is not None and sound is None:
        raise click.UsageError("--out also publishes the recording: pass it with --sound FILE")
    task = RealignTask(
        transcript_path=place,
        reference=reference,
        sound=None if text_alone else sound,
        context=context,
        cast=cast,
        thresholds=thresholds(apply_from, propose_from),
        verbatim=verbatim,
    )
    with progress_on(Console(stderr=True)):
        transcript = realign_transcript(task)
    click.echo(repairs.render(transcript), nl=False)
    if out is not None and sound is not None:
        publish_with_audio(transcript, sound, out)
        click.echo(f"open {out / 'repairs.html'}", err=True)
