"""`tapelog clip`: cut parts out of a recording, with captions, quote and citation."""

from __future__ import annotations

from pathlib import Path

import click

from flows.commands.shared import FILE, FOLDER


@click.command()
@click.argument("published", type=FOLDER)
@click.argument("times", nargs=-1)
@click.option(
    "--list", "listed", type=FILE, help="A file with one part on each line, such as 1:23.4-1:40."
)
@click.option("--out", type=FOLDER, help="The folder for the clips (default: this folder).")
@click.option(
    "--pad",
    type=click.FloatRange(0.0, 10.0),
    default=0.15,
    show_default=True,
    metavar="S",
    help="Seconds of sound before the first and after the last word, where nobody else speaks.",
)
@click.option(
    "--fade",
    type=click.FloatRange(0.0, 10.0),
    default=0.05,
    show_default=True,
    metavar="S",
    help="Seconds of fading in and out.",
)
@click.option(
    "--level",
    type=click.FloatRange(-60.0, 0.0),
    metavar="DB",
    help="Bring the speech to this mean level, in dB of full scale, such as -20.",
)
@click.option("--mp3", is_flag=True, help="Write MP3 of 128 kbit/s instead of WAV.")
@click.option(
    "--recording",
    type=FILE,
    help="Cut from the original file (default: the published sound).",
)
def clip(
    published: Path,
    times: tuple[str, ...],
    listed: Path | None,
    out: Path | None,
    pad: float,
    fade: float,
    level: float | None,
    mp3: bool,
    recording: Path | None,
) -> None:
    """Cut parts out of a recording at the edges of words.

    PUBLISHED is the recording's published folder, TIMES are parts such as 1:23.4-1:40. A clip
    contains the words whose middle is in its part. Captions (.vtt) and the quote with its citation
    (.txt) are written beside the sound.
    """
    from archive.publishing.clips import ClipOptions
    from audio.sound.cut import CutOptions
    from flows.excerpts import ExcerptRequest, make_excerpts, read_spans
    from transcripts.excerpt import parse_span

    spans = (*map(parse_span, times), *(read_spans(listed) if listed else ()))
    if not spans:
        raise click.UsageError("no part is given: add TIMES such as 1:23.4-1:40, or --list FILE")
    request = ExcerptRequest(
        published=published,
        spans=spans,
        out=out or Path(),
        recording=recording,
        pad=pad,
        options=ClipOptions(CutOptions(fade, level), ".mp3" if mp3 else ".wav"),
    )
    for made, (sound, *_) in make_excerpts(request):
        click.echo(f"{sound}  {made.citation}")
