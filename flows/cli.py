"""The command line: `tapelog`. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import errno
import json
import sys
from pathlib import Path
from typing import Any

import click

from transcripts.errors import UserError


class Commands(click.Group):
    """The commands; what the user can mend becomes one line and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command and turn its failures into what the user should see."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            _fail(str(error), 1)
        except KeyboardInterrupt:
            _fail("stopped", 130)  # as shells have it: 128 + SIGINT
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES):
                raise
            where = f" at {error.filename}" if error.filename else ""
            _fail(f"{error.strerror}{where}: make room or choose another folder", 1)


def _fail(message: str, status: int) -> None:
    click.echo(f"tapelog: {' '.join(message.split())}", err=True)
    sys.exit(status)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tapelog", message="tapelog %(version)s")
def main() -> None:
    """Turn a radio interview on tape into a transcript that says who said what, and when."""


@main.command()
@click.argument("recording", type=click.Path(path_type=Path))
@click.option(
    "--transcript",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The old text of the recording, plain UTF-8.",
)
@click.option(
    "--context",
    type=click.Path(path_type=Path),
    metavar="FILE",
    multiple=True,
    help="A document about the recording; may be given several times.",
)
@click.option(
    "--cast",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The people expected, one a line: 'Name' or 'Name: role'.",
)
@click.option("--speakers", metavar="N", help="How many voices: 3, or a range: 2-4.")
@click.option(
    "--model",
    default="base",
    show_default=True,
    metavar="NAME",
    help="A Whisper model by name, or a checkpoint file.",
)
@click.option(
    "--pipeline",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="A local pyannote pipeline to tell the voices apart with.",
)
@click.option(
    "--language", default="en", show_default=True, metavar="CODE", help="The language spoken."
)
@click.option("--title", metavar="T", help="The title of the piece.")
@click.option("--programme", metavar="P", help="The programme that it was part of.")
@click.option("--date", metavar="D", help="When it was broadcast: 2010-09-15.")
@click.option(
    "--verbatim",
    is_flag=True,
    help="Keep the old text's wording; only add punctuation, times and speakers.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where the files go (default: the archive's published folder).",
)
@click.option(
    "--archive",
    type=click.Path(path_type=Path),
    metavar="DIR",
    envvar="TAPELOG_ARCHIVE",
    help="The archive's folder (default: TAPELOG_ARCHIVE, or a folder of your own).",
)
def process(archive: Path | None, **given: Any) -> None:
    """Make a published transcript of RECORDING, any audio or video file."""
    from flows.printing import summary
    from flows.run import run

    transcript, folder = run(archive=archive, **given)
    for notice in transcript.provenance.notices:
        click.echo(f"note: {notice}", err=True)
    click.echo(summary(transcript))
    click.echo(f"open {folder / 'index.html'}")


@main.command()
@click.argument("place", type=click.Path(path_type=Path))
@click.option("--color/--no-color", default=None, help="Colour the names (default: on a terminal).")
def show(place: Path, color: bool | None) -> None:
    """Print a transcript: PLACE is a transcript.json or the folder that holds one."""
    from rich.console import Console

    from archive.files import read_transcript
    from flows.printing import transcript_text

    page = transcript_text(read_transcript(place))
    Console(force_terminal=color or None, no_color=color is False).print(page)


@main.command()
@click.argument("hypothesis", type=click.Path(path_type=Path))
@click.argument("truth", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")
def score(hypothesis: Path, truth: Path, as_json: bool) -> None:
    """Measure HYPOTHESIS against TRUTH: transcript.json, STM, RTTM, CTM or SegLST files."""
    from flows.printing import plain, score_table
    from flows.scoring import score_files

    result = score_files(hypothesis, truth)
    click.echo(
        json.dumps(result.as_json(), indent=2) if as_json else plain(score_table(result.rows()))
    )


@main.command()
def schema() -> None:
    """Print the JSON Schema of transcript.json."""
    from transcripts.formats import json as transcript_json

    click.echo(json.dumps(transcript_json.schema(), indent=2))


@main.group(invoke_without_command=True)
@click.pass_context
def models(ctx: click.Context) -> None:
    """List the models, where each comes from, and whether it is here."""
    if ctx.invoked_subcommand is None:
        from flows.printing import models_table, plain

        click.echo(plain(models_table()))


@models.command()
def verify() -> None:
    """Hash every model file that is here; exit status 1 if one is damaged."""
    from flows.printing import plain, verification

    table, whole = verification()
    click.echo(plain(table, width=200))
    if not whole:
        sys.exit(1)


@models.command()
@click.argument("names", nargs=-1)
def fetch(names: tuple[str, ...]) -> None:
    """Fetch models now instead of at first use: NAMES, or all that a run needs by default."""
    from audio.checkpoints import models as table

    for name in names or table.DEFAULTS:
        click.echo(f"{name}: {table.fetch(name)}")


if __name__ == "__main__":
    main()
